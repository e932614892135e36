package dev.postern.soak;

import java.io.IOException;

/** One way in which a stranger takes more than a share of the gateway. Stateless, for any thread. */
@FunctionalInterface
interface Attack {
    /**
     * Attacks once, for some seconds at most. The crowd calls it again until its time is over.
     *
     * @throws IOException if the gateway ends the connection, which is what it should do
     */
    void once(Stranger stranger) throws IOException;
}
