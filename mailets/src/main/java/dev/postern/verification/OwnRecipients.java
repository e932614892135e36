package dev.postern.verification;

import dev.postern.partner.MailDomain;
import dev.postern.tls.DnsName;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.james.core.MailAddress;

/**
 * Verifies the recipients of each of our own domains in its own way. The postmaster of each is accepted whatever that way says
 * (RFC 5321 §4.5.1); recipients of other domains are not ours to verify. Safe for any thread.
 */
public final class OwnRecipients implements RecipientVerification {
    private static final String POSTMASTER = "postmaster";

    private final Map<DnsName, RecipientVerification> domains;

    public OwnRecipients(Map<DnsName, RecipientVerification> domains) {
        this.domains = Map.copyOf(domains);
    }

    @Override
    public CompletableFuture<RecipientVerdict> verify(MailAddress recipient) {
        return Optional.of(recipient)
                .filter(other -> !RecipientList.normal(other.getLocalPart()).equals(POSTMASTER))
                .flatMap(MailDomain::of)
                .flatMap(domain -> Optional.ofNullable(domains.get(domain)))
                .orElse(NONE)
                .verify(recipient);
    }
}
