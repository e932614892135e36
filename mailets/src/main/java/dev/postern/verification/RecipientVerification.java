package dev.postern.verification;

import java.util.concurrent.CompletableFuture;
import org.apache.james.core.MailAddress;

/** Tells whether a recipient exists. Safe for any thread. */
@FunctionalInterface
public interface RecipientVerification {
    /** Accepts every recipient: for a server that does not verify. */
    RecipientVerification NONE = recipient -> CompletableFuture.completedFuture(RecipientVerdict.ACCEPTED);

    /**
     * Returns at once; what it returns completes within a bounded time, at once if the answer is known already.
     *
     * @throws IllegalArgumentException if the recipient's domain is no domain name
     */
    CompletableFuture<RecipientVerdict> verify(MailAddress recipient);
}
