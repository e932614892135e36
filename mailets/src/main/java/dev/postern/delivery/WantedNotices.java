package dev.postern.delivery;

import dev.postern.delivery.DeliveryNotice.Action;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.EnvId;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.DsnParameters.Ret;
import org.apache.mailet.Mail;

/** What the sender of a message said of notices about it (RFC 3461). */
record WantedNotices(Optional<DsnParameters> said) {

    static WantedNotices of(Mail mail) {
        try {
            return new WantedNotices(mail.dsnParameters());
        } catch (IllegalArgumentException e) {
            return new WantedNotices(
                    Optional.empty()); // stored by somebody in another form: as if nothing had been said
        }
    }

    /** Whether a notice of that kind is to be sent; without a word of the sender, about delays and failures (§4.1). */
    boolean isWanted(Action action, MailAddress recipient) {
        Optional<EnumSet<Notify>> when = recipient(recipient).flatMap(RecipientDsnParameters::getNotifyParameter);
        return switch (action) {
            case FAILED -> when.isEmpty() || when.get().contains(Notify.FAILURE);
            case DELAYED -> when.isEmpty() || when.get().contains(Notify.DELAY);
            case RELAYED -> when.isPresent() && when.get().contains(Notify.SUCCESS);
        };
    }

    Optional<EnvId> envelopeId() {
        return said.flatMap(DsnParameters::getEnvIdParameter);
    }

    /** The recipient as the sender named him first. */
    Optional<MailAddress> originalRecipient(MailAddress recipient) {
        return recipient(recipient).flatMap(RecipientDsnParameters::getOrcptParameter);
    }

    /** Whether the whole message is to come back with a notice of failure (§4.3). */
    boolean isContentWanted() {
        return said.flatMap(DsnParameters::getRetParameter)
                .filter(part -> part == Ret.FULL)
                .isPresent();
    }

    private Optional<RecipientDsnParameters> recipient(MailAddress recipient) {
        Map<MailAddress, RecipientDsnParameters> all = said.<Map<MailAddress, RecipientDsnParameters>>map(
                        DsnParameters::getRcptParameters)
                .orElse(Map.of());
        return Optional.ofNullable(all.get(recipient));
    }
}
