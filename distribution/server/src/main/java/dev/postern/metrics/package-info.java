/**
 * The meters of the gateway, in one Micrometer registry that every part can ask Guice for.
 *
 * <ol>
 *   <li>{@link dev.postern.metrics.MetricsModule}: binds the registry, which Prometheus can scrape, and measures the JVM and the process.
 *   <li>{@link dev.postern.metrics.MicrometerMetricFactory}, {@link dev.postern.metrics.MicrometerGaugeRegistry}: what James's parts
 *       measure with; {@link dev.postern.metrics.JamesMeter} names the meters.
 * </ol>
 *
 * <p>Names are {@code postern.} and a noun, lower case, with dots; what differs between meters of one name is a tag, whose values are
 * few and never a stranger's choice.
 */
@NullMarked
package dev.postern.metrics;

import org.jspecify.annotations.NullMarked;
