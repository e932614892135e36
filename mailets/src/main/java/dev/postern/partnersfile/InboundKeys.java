package dev.postern.partnersfile;

import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.partner.Cidr;
import dev.postern.partner.InboundPolicy.Identity;
import dev.postern.partner.InboundPolicy.OnViolation;
import dev.postern.tls.TlsVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The keys of an {@code inbound} block, before it is asked whether they fit together. A key that is absent, or whose
 * value is wrong, is empty.
 *
 * @param block where they stand; an empty block if there is none
 */
record InboundKeys(
        YamlMapping block,
        Optional<Boolean> requireTls,
        Optional<TlsVersion> minVersion,
        Optional<AgreedClientCertificate> clientCertificate,
        Optional<List<Cidr>> sources,
        Optional<List<Identity>> identity,
        Optional<OnViolation> onViolation) {

    private static final Form<Identity> IDENTITY =
            Form.word("sender identity", List.of(Identity.values()), InboundKeys::word);
    private static final Form<OnViolation> ON_VIOLATION =
            Form.word("response to a violation", List.of(OnViolation.values()), InboundKeys::word);

    static InboundKeys read(YamlMapping block) {
        return new InboundKeys(
                block,
                block.value("requireTls", Form.BOOLEAN),
                block.value("minVersion", PolicyForms.MIN_VERSION),
                block.get("clientCertificate")
                        .flatMap(value -> value.block(AgreedClientCertificate::read))
                        .flatMap(read -> read),
                block.values("sources", PolicyForms.NETWORK),
                block.values("identity", IDENTITY),
                block.value("onViolation", ON_VIOLATION));
    }

    /** These keys, and where one is absent that of the defaults. */
    InboundKeys over(InboundKeys defaults) {
        return new InboundKeys(
                block,
                block.has("requireTls") ? requireTls : defaults.requireTls,
                block.has("minVersion") ? minVersion : defaults.minVersion,
                block.has("clientCertificate") ? clientCertificate : defaults.clientCertificate,
                block.has("sources") ? sources : defaults.sources,
                block.has("identity") ? identity : defaults.identity,
                block.has("onViolation") ? onViolation : defaults.onViolation);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
