/** The durable queues of mail: James's queue interfaces on Apache ActiveMQ Artemis, with a broker inside the gateway. */
@NullMarked
package dev.postern.queue;

import org.jspecify.annotations.NullMarked;
