/** Returns text as it stands in HTML and in quoted attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Returns a number for people: so many places after the point, a dash where there is none. */
export function rounded(value: number | null | undefined, places = 3): string {
  return value === null || value === undefined ? "–" : value.toFixed(places);
}
