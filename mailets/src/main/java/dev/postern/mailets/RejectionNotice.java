package dev.postern.mailets;

import dev.postern.partner.Partners;
import dev.postern.postmaster.Incident;
import dev.postern.postmaster.NoticeKind;
import java.time.Clock;
import java.util.List;
import javax.inject.Inject;
import org.apache.mailet.Mail;

/**
 * Tells James's postmaster of a message that {@link RejectViolation} rejected: which, whose, from where, and why. The first
 * message is told at once, those that follow in one notice a {@code period} (default 1 hour). The message goes on to the next mailet.
 * Safe for any thread.
 */
public final class RejectionNotice extends DigestMailet {
    private static final NoticeKind KIND = new NoticeKind(
            "rejected",
            "Quarantined: a message that did not arrive as agreed",
            List.of(
                    "A message was quarantined: it claims to be a partner's and did not arrive as agreed.",
                    "The message is in mail/rejected in the gateway's data directory."));

    @Inject
    public RejectionNotice(Partners partners, Clock clock) {
        super(partners, KIND, clock);
    }

    @Override
    public void service(Mail mail) {
        var rejection = Rejection.of(mail);
        String partner = rejection.map(Rejection::partner).orElse("unknown");
        String reason = rejection.map(Rejection::reason).orElse("unknown");
        report(mail, Incident.of(mail, reason, "Partner:    " + Incident.plain(partner)));
    }
}
