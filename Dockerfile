# syntax=docker/dockerfile:1
# docker build -t subnet-neuron .    (see ops/compose.yaml for running it)

FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY neurons neurons
COPY src src
# For the start that the build rehearses.
COPY schema schema
COPY config config
# Tests are compiled with everything else; an image has no use for them.
RUN npm run build && rm -rf dist/test && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:20-bookworm-slim
RUN apt-get update \
  && apt-get install --yes --no-install-recommends libxgboost0 tini \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir /data /wallets \
  && chown node:node /data /wallets
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# Read by the program as they are: the schema, defaults, and the pages of the dashboard.
COPY schema schema
COPY config config
COPY src src
ENV NODE_ENV=production \
  NEURON_DATA_DIR=/data \
  BT_WALLET_PATH=/wallets
USER node
VOLUME ["/data"]
EXPOSE 8091
# A neuron that is up but has nothing to serve answers, too: /health says what is wrong with it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8091/version', { signal: AbortSignal.timeout(4000) }).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Ends what the engine leaves behind, and hands SIGTERM on.
ENTRYPOINT ["tini", "--", "node", "dist/neurons/neuron.js"]
CMD ["miner"]
