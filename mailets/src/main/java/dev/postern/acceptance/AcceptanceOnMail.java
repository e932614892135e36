package dev.postern.acceptance;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import dev.postern.partner.Partner;
import dev.postern.tls.DnsName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/** Reads and writes the {@link Acceptance} of a mail, an attribute. Safe for any thread. */
public final class AcceptanceOnMail {
    public static final AttributeName ATTRIBUTE = AttributeName.of("dev.postern.delivery.rule");

    public static final AttributeName OF_RECIPIENTS = AttributeName.of("dev.postern.delivery.rules");

    // Each rule is written and read many times.
    private static final int MOST = 1000;

    private static final LoadingCache<Partner, String> WRITTEN = CacheBuilder.newBuilder()
            .weakKeys()
            .build(CacheLoader.from(
                    partner -> AcceptedRule.of(partner).map(RuleText::of).orElse(RuleText.UNBOUND)));
    private static final LoadingCache<String, Acceptance> READ =
            CacheBuilder.newBuilder().maximumSize(MOST).build(CacheLoader.from(RuleText::parse));

    private AcceptanceOnMail() {}

    /** Returns what the mail says. */
    public static Acceptance of(Mail mail) {
        return mail.getAttribute(ATTRIBUTE)
                .map(any -> AttributeUtils.getValueAndCastFromMail(mail, ATTRIBUTE, String.class)
                        .map(READ::getUnchecked)
                        .orElseGet(() -> new Acceptance.Unreadable("unknown", "it is no text")))
                .orElseGet(Acceptance.Unrecorded::new);
    }

    /** Writes on the mail whose enforced rule it is accepted under, in the place of whatever it says. */
    public static void write(Mail mail, Optional<Partner> partner) {
        write(mail, text(partner));
    }

    private static void write(Mail mail, String text) {
        mail.setAttribute(new Attribute(ATTRIBUTE, AttributeValue.of(text)));
    }

    private static String text(Optional<Partner> partner) {
        return partner.map(WRITTEN::getUnchecked).orElse(RuleText.UNBOUND);
    }

    /**
     * Writes on a mail that is about to be answered 250 which enforced rules its recipients have, so that they hold although the
     * partners change while it is in the spool; or on one that the gateway itself puts there.
     *
     * @param partnerOf whose domain a domain is
     */
    public static void writeForRecipients(Mail mail, Function<DnsName, Optional<Partner>> partnerOf) {
        mail.removeAttribute(OF_RECIPIENTS);
        Map<String, AttributeValue<?>> rules = new HashMap<>();
        for (MailAddress recipient : mail.getRecipients()) {
            DnsName.parse(recipient.getDomain().asString())
                    .ifPresent(domain -> partnerOf
                            .apply(domain)
                            .filter(Partner::isEnforced)
                            .ifPresent(partner ->
                                    rules.put(domain.ascii(), AttributeValue.of(text(Optional.of(partner))))));
        }
        if (!rules.isEmpty()) {
            mail.setAttribute(new Attribute(OF_RECIPIENTS, AttributeValue.of(rules)));
        }
    }

    /**
     * Writes on a mail for one domain, which enters the outgoing queue, the rule that it had at its 250; or that of now, if it had none.
     *
     * @param now whose the domain is
     */
    public static void write(Mail mail, DnsName domain, Optional<Partner> now) {
        Optional<String> then = mail.getAttribute(OF_RECIPIENTS)
                .flatMap(rules -> rules.getValue().asMapAttributeValueOf(String.class))
                .flatMap(rules -> Optional.ofNullable(rules.value().get(domain.ascii())))
                .map(AttributeValue::value);
        mail.removeAttribute(OF_RECIPIENTS);
        write(mail, then.orElseGet(() -> text(now)));
    }
}
