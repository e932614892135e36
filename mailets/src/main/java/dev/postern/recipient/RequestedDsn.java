package dev.postern.recipient;

import dev.postern.envelope.EnvelopeAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.mail.internet.AddressException;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.DsnParameters.DsnAttributeValues;
import org.apache.mailet.DsnParameters.EnvId;
import org.apache.mailet.DsnParameters.Notify;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.DsnParameters.Ret;
import org.apache.mailet.Mail;

/**
 * Holds what the sender of a message asked to be told (RFC 3461 §4). Stored in the attributes that James uses, which name
 * recipients by their text; James's own {@code DsnParameters} merges those that differ in case only, or fails at them.
 */
public record RequestedDsn(
        Optional<EnvId> envelopeId, Optional<Ret> ret, Map<Recipient, RecipientDsnParameters> recipients) {

    private static final RequestedDsn NOTHING = new RequestedDsn(Optional.empty(), Optional.empty(), Map.of());

    public RequestedDsn {
        recipients = Map.copyOf(recipients);
    }

    /** Reads what was stored with the message; nothing, if something else stored it in another form. */
    public static RequestedDsn of(Mail mail) {
        try {
            var stored = DsnAttributeValues.extract(
                    mail.attributes().collect(Collectors.toMap(Attribute::getName, Function.identity())));
            return new RequestedDsn(
                    stored.getEnvIdAttributeValue().map(EnvId::fromAttributeValue),
                    stored.getRetAttributeValue().map(Ret::fromAttributeValue),
                    recipients(values(stored.getNotifyAttributeValue()), values(stored.getOrcptAttributeValue())));
        } catch (IllegalArgumentException | AddressException e) {
            return NOTHING;
        }
    }

    /** Returns what was asked for that recipient. */
    public Optional<RecipientDsnParameters> about(MailAddress recipient) {
        return Optional.ofNullable(recipients.get(new Recipient(recipient)));
    }

    /** Stores it with the message, in the place of what was stored before. */
    public void storeIn(Mail mail) {
        Map<String, AttributeValue<?>> notify = new LinkedHashMap<>();
        Map<String, AttributeValue<?>> original = new LinkedHashMap<>();
        recipients.forEach((recipient, asked) -> {
            asked.getNotifyParameter()
                    .ifPresent(when -> notify.put(recipient.address().asString(), Notify.toAttributeValue(when)));
            asked.getOrcptParameter()
                    .ifPresent(
                            first -> original.put(recipient.address().asString(), AttributeValue.of(first.asString())));
        });
        DsnAttributeValues.forEachDsnAttributeName(mail::removeAttribute);
        new DsnAttributeValues(
                        value(notify),
                        value(original),
                        envelopeId.map(EnvId::toAttributeValue),
                        ret.map(Ret::toAttributeValue))
                .asAttributes()
                .forEach(mail::setAttribute);
    }

    private static Map<Recipient, RecipientDsnParameters> recipients(
            Map<String, AttributeValue<String>> notify, Map<String, AttributeValue<String>> original)
            throws AddressException {
        Set<String> named = new LinkedHashSet<>(notify.keySet());
        named.addAll(original.keySet());
        Map<Recipient, RecipientDsnParameters> recipients = new HashMap<>();
        for (String name : named) {
            var recipient = new Recipient(EnvelopeAddress.parse(name));
            Optional<MailAddress> first = original.containsKey(name)
                    ? Optional.of(EnvelopeAddress.parse(original.get(name).value()))
                    : Optional.empty();
            RecipientDsnParameters.of(Optional.ofNullable(notify.get(name)).map(Notify::fromAttributeValue), first)
                    .ifPresent(asked -> recipients.put(recipient, asked));
        }
        return recipients;
    }

    private static Map<String, AttributeValue<String>> values(
            Optional<AttributeValue<Map<String, AttributeValue<String>>>> stored) {
        return stored.<Map<String, AttributeValue<String>>>map(AttributeValue::value)
                .orElse(Map.of());
    }

    private static Optional<AttributeValue<Map<String, AttributeValue<String>>>> value(
            Map<String, AttributeValue<?>> values) {
        return values.isEmpty() ? Optional.empty() : AttributeValue.of(values).asMapAttributeValueOf(String.class);
    }
}
