package dev.postern.verification;

import dev.postern.partner.MailDomain;
import dev.postern.tls.DnsName;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.james.core.MailAddress;

/**
 * Verifies the recipients of each of our own domains in its own way. The postmaster of each is accepted whatever that way says
 * (RFC 5321 §4.5.1); recipients of other domains are not ours to verify. Safe for any thread.
 */
public final class OwnRecipients implements RecipientVerification {
    private static final String POSTMASTER = "postmaster";

    private final Function<DnsName, Optional<RecipientVerification>> domains;

    /** @param domains returns how the recipients of a domain are verified now; empty if the domain is not ours */
    public OwnRecipients(Function<DnsName, Optional<RecipientVerification>> domains) {
        this.domains = domains;
    }

    @Override
    public CompletableFuture<RecipientVerdict> verify(MailAddress recipient) {
        return Optional.of(recipient)
                .filter(other -> !RecipientList.normal(other.getLocalPart()).equals(POSTMASTER))
                .flatMap(MailDomain::of)
                .flatMap(domains)
                .orElse(NONE)
                .verify(recipient);
    }
}
