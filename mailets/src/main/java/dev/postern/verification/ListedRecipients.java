package dev.postern.verification;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.james.core.MailAddress;

/** Verifies the recipients of one domain against the list of now. Safe for any thread. */
public final class ListedRecipients implements RecipientVerification {
    private final Supplier<RecipientList> list;

    public ListedRecipients(Supplier<RecipientList> list) {
        this.list = list;
    }

    @Override
    public CompletableFuture<RecipientVerdict> verify(MailAddress recipient) {
        boolean listed = list.get().contains(recipient.getLocalPart());
        return CompletableFuture.completedFuture(listed ? RecipientVerdict.ACCEPTED : RecipientVerdict.UNKNOWN);
    }
}
