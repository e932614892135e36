/**
 * Long runs of the packaged gateway under load, behind {@code ./run bench hostile} and {@code ./run bench soak}, and a short one
 * in the tests.
 *
 * <p>A tour: {@link dev.postern.soak.SoakSite} is our organisation with a partner, users that do not exist and domains whose
 * servers never answer. {@link dev.postern.soak.Correspondence} is the honest mail in both directions; {@link
 * dev.postern.soak.Arrivals} notes when each message arrives. {@link dev.postern.soak.Crowd} is a process of its own, at the
 * lowest priority, that attacks from many loopback addresses for a bounded time. {@link dev.postern.soak.Vitals} measures the
 * gateway's process. {@link dev.postern.soak.SoakRun} puts them together and {@link dev.postern.soak.SoakReport} judges.
 */
@NullMarked
package dev.postern.soak;

import org.jspecify.annotations.NullMarked;
