package dev.postern.partnersfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.PartnersYaml;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.IssuedCertificate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change of the file that no word of {@link PartnerText} tells would not be put in force. */
class OutboundKeysToldTest {
    private static final String HOP = "nextHop: \"mx.contoso.test:587\"";
    private static final String FINGERPRINTS = "level: fingerprint, fingerprints: [\"sha256:" + "00".repeat(32) + "\"]";

    /** Each key, the block without it and the block with it. */
    private static final Map<String, List<String>> BLOCKS = new TreeMap<>(Map.ofEntries(
            Map.entry("level", List.of("", "level: encrypt")),
            Map.entry("match", List.of("", "match: [mx.contoso.test]")),
            Map.entry("fingerprints", List.of(FINGERPRINTS, FINGERPRINTS.replace("00", "11"))),
            Map.entry("trustAnchors", List.of("", "trustAnchors: ca.pem")),
            Map.entry("nextHop", List.of("", HOP)),
            Map.entry("minVersion", List.of("", "minVersion: TLSv1.3")),
            Map.entry(
                    "clientCertificate",
                    List.of("", "clientCertificate: { certificate: own.pem, privateKey: own.key }")),
            Map.entry("onFailure", List.of("", "onFailure: bounce")),
            Map.entry("retries", List.of("", "retries: [7m]")),
            Map.entry("warnAfter", List.of("", "warnAfter: 3h")),
            Map.entry("giveUpAfter", List.of("", "giveUpAfter: 3d")),
            Map.entry("ignoreKeywords", List.of("ignoreKeywords: [CHUNKING]", "ignoreKeywords: [CHUNKING, DSN]")),
            Map.entry("addresses", List.of("addresses: ipv4", "addresses: ipv6")),
            Map.entry("source", List.of("source: 192.0.2.1", "source: [192.0.2.1, \"2001:db8::1\"]")),
            Map.entry("implicitTls", List.of(HOP, HOP + ", implicitTls: true")),
            Map.entry("user", List.of(login("gateway", "password"), login("other", "password"))),
            Map.entry("passwordFile", List.of(login("gateway", "password"), login("gateway", "another"))),
            Map.entry("maxConnections", List.of("maxConnections: 2", "maxConnections: 3")),
            Map.entry("maxMessagesPerConnection", List.of("", "maxMessagesPerConnection: 20")),
            Map.entry("maxRecipients", List.of("maxRecipients: 20", "maxRecipients: 10")),
            Map.entry("rate", List.of(rate(60, "1m"), rate(60, "1h")))));

    @TempDir
    private Path directory;

    @BeforeEach
    void files() {
        IssuedCertificate own = CertificateAuthority.selfSigned("gw.example.org");
        new PartnersYaml(directory)
                .write("password", "s3cret\n")
                .write("another", "s3cret2\n")
                .write("ca.pem", CertificateAuthority.create("Contoso").own().chainPem())
                .write("own.pem", own.chainPem())
                .write("own.key", own.keyPem());
    }

    private static String login(String user, String file) {
        return HOP + ", user: " + user + ", passwordFile: " + file;
    }

    private static String rate(int messages, String timeUnit) {
        return "rate: { messages: " + messages + ", timeUnit: " + timeUnit + " }";
    }

    @Test
    void eachKeyOfOutboundIsTold() {
        BLOCKS.forEach((key, blocks) -> assertThat(words(blocks.get(1)))
                .as(key)
                .isNotEqualTo(words(blocks.get(0)))
                .containsKey("outbound." + key));
    }

    /** The keys are those that the reader names to whoever writes an unknown one. */
    @Test
    void noKeyIsForgottenHere() {
        String problem = yaml("unknown: 1").problems().get(0);
        String keys =
                problem.substring(problem.indexOf("Known keys: ") + "Known keys: ".length(), problem.length() - 1);

        assertThat(keys.split(", ")).containsExactlyInAnyOrderElementsOf(BLOCKS.keySet());
    }

    private Map<String, String> words(String outbound) {
        return PartnerText.of(yaml(outbound).onlyPartner());
    }

    private PartnersYaml yaml(String outbound) {
        return new PartnersYaml(directory)
                .write("partners: [{ name: contoso, domains: [contoso.test], outbound: { " + outbound + " } }]\n");
    }
}
