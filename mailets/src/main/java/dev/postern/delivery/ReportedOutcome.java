package dev.postern.delivery;

import dev.postern.dsn.Action;
import dev.postern.dsn.Diagnostic;
import dev.postern.dsn.RecipientStatus;
import dev.postern.smtpclient.Cause;
import dev.postern.smtpclient.Host;
import java.util.Optional;
import org.apache.james.core.MailAddress;

/** Describes for a DSN what became of one recipient. */
public final class ReportedOutcome {
    private ReportedOutcome() {}

    /** The message is returned. */
    public static RecipientStatus failed(MailAddress recipient, Cause cause) {
        return new RecipientStatus(
                recipient,
                Action.FAILED,
                cause.finalStatus(),
                Optional.of(diagnostic(cause)),
                cause.remote(),
                DeliveryText.explanation(recipient, cause, true),
                Optional.of(DeliveryText.advice(cause)),
                cause.tls().isPresent());
    }

    /** The message will be retried. */
    static RecipientStatus delayed(MailAddress recipient, Cause cause) {
        return new RecipientStatus(
                recipient,
                Action.DELAYED,
                cause.delayedStatus(),
                Optional.of(diagnostic(cause)),
                cause.remote(),
                DeliveryText.explanation(recipient, cause, false),
                Optional.empty(),
                cause.tls().isPresent());
    }

    /** That server accepted the message, and sends no DSNs itself (RFC 3461 §5.2.2). */
    static RecipientStatus relayed(MailAddress recipient, Host host) {
        return new RecipientStatus(
                recipient,
                Action.RELAYED,
                "2.0.0",
                Optional.empty(),
                Cause.takenBy(host).remote(),
                DeliveryText.handedOn(recipient),
                Optional.empty(),
                false);
    }

    private static Diagnostic diagnostic(Cause cause) {
        return cause.replied() ? Diagnostic.smtp(cause.words()) : Diagnostic.ours(cause.words());
    }
}
