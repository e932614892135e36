/**
 * The benchmarks behind {@code ./run bench}: the relay beside Postfix, and the queue beside James's queue on ActiveMQ
 * Classic. They print figures and judge nothing but loss: a benchmark is no test. What is compared runs in turns, in one
 * run on one machine, and the figures are medians of its rounds.
 */
@NullMarked
package dev.postern.bench;

import org.jspecify.annotations.NullMarked;
