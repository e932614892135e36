package dev.postern.mailets;

import dev.postern.partner.Partners;
import dev.postern.postmaster.Incident;
import dev.postern.postmaster.NoticeKind;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import javax.inject.Inject;
import org.apache.mailet.Mail;

/**
 * Tells James's postmaster of a message in processor {@code error}: it was accepted, and goes nowhere until an administrator looks at it. The first
 * message is told at once, those that follow in one notice a {@code period} (default 1 hour). The message goes on to the next mailet.
 * Safe for any thread.
 */
public final class ErrorNotice extends DigestMailet {
    private static final NoticeKind KIND = new NoticeKind(
            "error",
            "Not delivered: a message that the gateway could not process",
            List.of(
                    "A message was accepted and cannot be delivered: processing it failed, or it is in a mail loop.",
                    "Its sender was not told. The message is in mail/error in the gateway's data directory."));

    @Inject
    public ErrorNotice(Partners partners, Clock clock) {
        super(partners, KIND, clock);
    }

    @Override
    public void service(Mail mail) {
        String reason = Optional.ofNullable(mail.getErrorMessage()).orElse("unknown; see the log");
        report(mail, Incident.of(mail, reason));
    }
}
