import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export type { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What a metric is called and what it counts. Names are `postlane_<what>_<unit>`, counters end in `_total`. */
export interface MetricDeclaration<L extends string> {
  readonly name: `postlane_${string}`;
  /** For operators: what is counted, in whole words. */
  readonly help: string;
  readonly labels?: readonly L[];
}

export interface HistogramDeclaration<L extends string> extends MetricDeclaration<L> {
  /** Upper bounds, ascending, in the unit of the name. */
  readonly buckets: readonly number[];
}

export interface GaugeDeclaration<L extends string> extends MetricDeclaration<L> {
  /** Asked at each scrape, for values that are read and not counted. */
  readonly collect?: (gauge: Gauge<L>) => void | Promise<void>;
}

/** The metrics of one process. Each is declared once; declaring a name again is an error. */
export interface Metrics {
  readonly registry: Registry;
  counter<L extends string = never>(declaration: MetricDeclaration<L>): Counter<L>;
  gauge<L extends string = never>(declaration: GaugeDeclaration<L>): Gauge<L>;
  histogram<L extends string = never>(declaration: HistogramDeclaration<L>): Histogram<L>;
}

/** One registry with Node's own metrics in it; every sample carries the service's name as label. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const common = <L extends string>({ name, help, labels = [] }: MetricDeclaration<L>) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  return {
    registry,
    counter: (declaration) => new Counter(common(declaration)),
    gauge: <L extends string>(declaration: GaugeDeclaration<L>) => {
      const { collect } = declaration;
      const gauge: Gauge<L> = new Gauge<L>({
        ...common(declaration),
        ...(collect && { collect: () => collect(gauge) }),
      });
      return gauge;
    },
    histogram: (declaration) => new Histogram({ ...common(declaration), buckets: [...declaration.buckets] }),
  };
}
