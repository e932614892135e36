package dev.postern.dsn;

import dev.postern.recipient.RequestedDsn;
import java.util.EnumSet;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.mailet.DsnParameters.EnvId;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.DsnParameters.Ret;
import org.apache.mailet.Mail;

/** Which DSNs the sender of a message asked for (RFC 3461). */
record RequestedNotifications(RequestedDsn said) {

    static RequestedNotifications of(Mail mail) {
        return new RequestedNotifications(RequestedDsn.of(mail));
    }

    /** Returns true if the sender gets a DSN of that kind; one who asked for nothing does about delays and failures (§4.1). */
    boolean includes(Action action, MailAddress recipient) {
        Optional<EnumSet<Notify>> when = said.about(recipient).flatMap(RecipientDsnParameters::getNotifyParameter);
        return switch (action) {
            case FAILED -> when.isEmpty() || when.get().contains(Notify.FAILURE);
            case DELAYED -> when.isEmpty() || when.get().contains(Notify.DELAY);
            case RELAYED -> when.isPresent() && when.get().contains(Notify.SUCCESS);
        };
    }

    Optional<EnvId> envelopeId() {
        return said.envelopeId();
    }

    /** The recipient as the sender named it first. */
    Optional<MailAddress> originalRecipient(MailAddress recipient) {
        return said.about(recipient).flatMap(RecipientDsnParameters::getOrcptParameter);
    }

    /** Returns true if the sender asked for the whole message with a DSN of failure (§4.3). */
    boolean includesContent() {
        return said.ret().filter(part -> part == Ret.FULL).isPresent();
    }
}
