/** What a worker process shows of itself: `/metrics` for Prometheus, and OpenTelemetry where an address for it is set. */
import { createServer } from 'node:http';
import { collectDefaultMetrics, Registry } from 'prom-client';

export interface Telemetry {
  registry: Registry;
  /** Address of `/metrics`; null where its port could not be had. */
  metricsAddress: string | null;
  close(): Promise<void>;
}

export interface TelemetryInput {
  /** TCP port of `/metrics`. */
  port: number;
  /** Network interface; this machine alone by default. */
  host?: string;
  environment?: NodeJS.ProcessEnv;
  onProblem?: (problem: unknown) => void;
}

/** A port that somebody else holds is a remark and no reason not to work. */
export async function startTelemetry({
  port,
  host = '127.0.0.1',
  environment = process.env,
  onProblem,
}: TelemetryInput): Promise<Telemetry> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const stopTracing = await startOpenTelemetry(environment);
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || new URL(request.url ?? '/', 'http://local').pathname !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry
      .metrics()
      .then((text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text))
      .catch(() => response.writeHead(500).end());
  });
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', (problem) => {
      onProblem?.(new Error(`/metrics is not shown: ${problem.message}. Set ADJUTANT_METRICS_PORT to a free port.`));
      resolve(false);
    });
    server.listen(port, host, () => resolve(true));
  });
  const address = server.address();
  const at = typeof address === 'object' && address !== null ? address.port : port;
  return {
    registry,
    metricsAddress: listening ? `http://${host}:${at}/metrics` : null,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => (listening ? server.close(() => resolve()) : resolve()));
      await stopTracing();
    },
  };
}

/** By the settings that every OpenTelemetry SDK knows (OTEL_EXPORTER_OTLP_ENDPOINT and its like); without them nothing is loaded. */
async function startOpenTelemetry(environment: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  const wanted = Object.keys(environment).some((name) => /^OTEL_EXPORTER_OTLP_(\w+_)?ENDPOINT$/.test(name));
  if (!wanted) return async () => {};
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({ serviceName: environment.OTEL_SERVICE_NAME ?? 'adjutant' });
  sdk.start();
  return () => sdk.shutdown().catch(() => {});
}
