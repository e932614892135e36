package dev.postern.acceptance;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.LoadingCache;
import com.google.common.cache.CacheLoader;
import dev.postern.partner.Partner;
import java.util.Optional;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/** What a queued message says of the rule under which it was accepted. It stays on the message, also over a restart. */
public sealed interface Acceptance {

    /** It was queued by a version of the gateway that did not write this down. */
    record Unrecorded() implements Acceptance {}

    /** It was accepted under no enforced rule. */
    record Unbound() implements Acceptance {}

    /** It was accepted for an enforced partner. */
    record Bound(AcceptedRule rule) implements Acceptance {}

    /** What is written there is of a later version, or damaged. */
    record Unreadable(String partner, String reason) implements Acceptance {}

    AttributeName ATTRIBUTE = AttributeName.of("dev.postern.delivery.rule");

    /** Returns what the mail says. */
    static Acceptance of(Mail mail) {
        return mail.getAttribute(ATTRIBUTE)
                .map(any -> AttributeUtils.getValueAndCastFromMail(mail, ATTRIBUTE, String.class)
                        .map(RuleTexts.READ::getUnchecked)
                        .orElseGet(() -> new Unreadable("unknown", "it is no text")))
                .orElseGet(Unrecorded::new);
    }

    /** Writes on the mail whose enforced rule it is accepted under, in the place of whatever it says. */
    static void write(Mail mail, Optional<Partner> partner) {
        String text = partner.map(RuleTexts.WRITTEN::getUnchecked).orElse(RuleText.UNBOUND);
        mail.setAttribute(new Attribute(ATTRIBUTE, AttributeValue.of(text)));
    }

    /** Each rule is written and read many times. */
    final class RuleTexts {
        private static final int MOST = 1000;

        private static final LoadingCache<Partner, String> WRITTEN = CacheBuilder.newBuilder()
                .weakKeys()
                .build(CacheLoader.from(partner ->
                        AcceptedRule.of(partner).map(RuleText::of).orElse(RuleText.UNBOUND)));
        private static final LoadingCache<String, Acceptance> READ =
                CacheBuilder.newBuilder().maximumSize(MOST).build(CacheLoader.from(RuleText::parse));

        private RuleTexts() {}
    }
}
