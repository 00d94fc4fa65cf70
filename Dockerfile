# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /juxta
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production
WORKDIR /juxta
COPY --from=build /juxta/package.json ./
COPY --from=build /juxta/bin ./bin
COPY --from=build /juxta/dist ./dist
COPY --from=build /juxta/node_modules ./node_modules
RUN ln -s /juxta/bin/juxta.js /usr/local/bin/juxta && mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 7443 7080
# The node stops in order on SIGTERM; nothing in memory matters after kill -9.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`${process.env.HEALTH_URL ?? 'http://127.0.0.1:7080'}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["juxta"]
CMD ["start", "--dir", "/data"]
