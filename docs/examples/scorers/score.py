"""python3 score.py <features.csv> <scores.csv>"""
import csv
import math
import sys

features_path, scores_path = sys.argv[1:]
with open(features_path, newline="") as features, open(scores_path, "w", newline="") as scores:
    answer = csv.writer(scores)
    answer.writerow(["alert_id", "score"])
    for row in csv.DictReader(features):
        degree = float(row["address_degree_total"])
        score = 0.1 if math.isnan(degree) else 0.3 / (1 + math.log1p(degree))
        answer.writerow([row["alert_id"], score])
