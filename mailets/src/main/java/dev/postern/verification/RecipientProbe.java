package dev.postern.verification;

import java.util.Optional;
import org.apache.james.core.MailAddress;

/** Asks a next hop whether it accepts a recipient, and sends no message. Safe for any thread. */
@FunctionalInterface
public interface RecipientProbe {
    /**
     * Blocks for a bounded time.
     *
     * @param nobody a recipient that cannot exist, to be asked after as well if the next hop accepts the first
     */
    ProbeOutcome ask(MailAddress recipient, Optional<MailAddress> nobody);
}
