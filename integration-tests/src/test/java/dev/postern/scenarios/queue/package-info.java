/**
 * Accepted mail outlives crashes, full disks, damaged files and brokers that go away.
 */
@NullMarked
package dev.postern.scenarios.queue;

import org.jspecify.annotations.NullMarked;
