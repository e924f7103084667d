FROM node:24-alpine AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm pack --pack-destination /tmp

FROM node:24-alpine
COPY --from=build /tmp/poligon-*.tgz /tmp/poligon.tgz
RUN npm install --global --omit=dev --no-audit --no-fund /tmp/poligon.tgz && npm cache clean --force
USER node
WORKDIR /home/node
EXPOSE 10400

# On whatever port it listens.
HEALTHCHECK --interval=5s --timeout=3s CMD ["node", "-e", "fetch(require('/tmp/poligon.json').url + '/__admin/ready').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

# Beyond loopback /__admin needs a token. What follows the image's name goes to the command.
ENTRYPOINT ["sh", "-c", "exec mock-server --host 0.0.0.0 --ready-file /tmp/poligon.json --admin-token \"${POLIGON_TOKEN:?is needed: docker run --env POLIGON_TOKEN=…}\" ${POLIGON_ALLOWED_HOST:+--allowed-host \"$POLIGON_ALLOWED_HOST\"} \"$@\"", "mock-server"]
