package dev.postern.gateway;

import com.google.common.net.InetAddresses;
import dev.postern.config.Form;
import dev.postern.config.KeyCombinations;
import dev.postern.config.YamlMapping;
import dev.postern.inbound.RelayRule;
import dev.postern.inbound.RelayRule.PartnersRule;
import dev.postern.partner.Cidr;
import dev.postern.partnersfile.AgreedClientCertificate;
import dev.postern.partnersfile.PolicyForms;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsVersion;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The block {@code relay}: which hosts may send to any domain, and how their mail must arrive.
 *
 * @param networks never all addresses
 */
record RelayBlock(List<Cidr> networks, RelayRule rule) {
    private static final List<Cidr> LOOPBACK =
            List.of(new Cidr(InetAddresses.forString("127.0.0.1"), 32), new Cidr(InetAddresses.forString("::1"), 128));

    /** Every address in the world would be allowed to relay (RFC 5321 §7.8 and every block list have a word on that). */
    private static final Form<Cidr> RELAY_NETWORK = PolicyForms.NETWORK.where(
            "relay network",
            "Write a network of your own mail servers, such as 192.0.2.0/24; all addresses (/0) would make an open relay.",
            network -> network.prefixLength() > 0);

    private static final Form<PartnersRule> PARTNERS_RULE = Form.word(
            "value for partnersRule",
            List.of(PartnersRule.values()),
            word -> word.name().toLowerCase(Locale.ROOT));

    /** Reads the block; an absent one means its defaults. */
    static RelayBlock read(YamlMapping block) {
        List<Cidr> networks = block.valuesOrNone("networks", RELAY_NETWORK).orElse(LOOPBACK);
        Optional<Boolean> requireTls = block.value("requireTls", Form.BOOLEAN);
        Optional<AgreedClientCertificate> agreed = block.optionalBlock(
                        "clientCertificate", AgreedClientCertificate::read)
                .flatMap(read -> read);
        if (requireTls.filter(required -> !required).isPresent()) {
            KeyCombinations.unfit(
                    block, "clientCertificate", "requireTls: false", "Remove it, or write requireTls: true.");
        }
        PartnersRule partnersRule = block.value("partnersRule", PARTNERS_RULE).orElse(PartnersRule.ENFORCE);
        boolean lenient = block.value("lenient", Form.BOOLEAN).orElse(false);
        return new RelayBlock(networks, new RelayRule(tls(requireTls.orElse(false), agreed), partnersRule, lenient));
    }

    /** The listener speaks {@code tls.minVersion} and newer only. */
    private static List<TlsPolicy> tls(boolean requireTls, Optional<AgreedClientCertificate> agreed) {
        return agreed.map(certificate -> certificate.alternatives(TlsVersion.TLS_1_2))
                .orElseGet(
                        () -> requireTls ? List.of(new TlsPolicy.Encrypt(TlsVersion.TLS_1_2)) : RelayRule.NONE.tls());
    }
}
