package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.domains.OwnDomain;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.Partner;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ships starts with nothing to edit, and what is left out means what the schema says. */
class ShippedConfigurationTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String LEAST =
            "hostname: gw.example.org\ndomains: [{ domain: example.org, nextHop: \"mail.example.org:25\" }]\n";

    @TempDir
    private Path conf;

    /** The example in the comments of the shipped partners file, uncommented as its reader would. */
    static String partnersExample() throws IOException {
        String shipped = Files.readString(SchemaFile.CONF.resolve("partners.yaml"));
        String example = shipped.substring(shipped.indexOf("# partners:\n"));
        return shipped.substring(0, shipped.indexOf("partners: []"))
                + example.lines()
                        .map(line -> line.replaceFirst("^# ?", ""))
                        .collect(Collectors.joining("\n", "", "\n"));
    }

    @Test
    void whatShipsIsGood() {
        Configuration shipped = Configuration.load(SchemaFile.CONF);
        assertThat(shipped.gateway().hostname()).isEqualTo(new DnsName("postern.localhost"));
        assertThat(shipped.partners().current().partners()).isEmpty();
    }

    @Test
    void theExampleThatShipsInCommentsIsGood() throws IOException {
        Configuration example = load(LEAST, partnersExample());
        assertThat(example.partners().current().partners())
                .extracting(Partner::name)
                .containsExactly("fabrikam", "contoso");
    }

    @Test
    void onlyHostnameAndDomainsAreNeeded() throws IOException {
        GatewayConfiguration gateway = load(LEAST, "partners: []\n").gateway();
        assertThat(gateway.postmaster()).isEqualTo("postmaster@example.org");
        assertThat(gateway.smtp().implicitTlsBind()).isEmpty();
        assertThat(gateway.smtp().maxMessageSize()).isEqualTo(52_428_800);
        assertThat(gateway.tls().certificate())
                .isEqualTo(conf.resolve("tls/gateway.crt").toAbsolutePath());
        assertThat(gateway.domains().entries())
                .singleElement()
                .asInstanceOf(type(OwnDomain.class))
                .satisfies(own -> {
                    assertThat(own.outbound().tls()).isEqualTo(new TlsPolicy.May());
                    assertThat(own.outbound().nextHop()).hasToString("Optional[mail.example.org:25]");
                });
        assertThat(gateway.relayNetworks()).hasToString("[127.0.0.1/32, ::1/128]");
        assertThat(gateway.probing().every()).contains(Duration.ofDays(1));
        assertThat(gateway.delivery().retries()).hasSize(5).endsWith(Duration.ofHours(1));
        assertThat(gateway.delivery().defaultOutbound())
                .isEqualTo(new OutboundPolicy(
                        new TlsPolicy.May(), Optional.empty(), OutboundPolicy.OnFailure.DEFER, Optional.empty()));
    }

    @Test
    void theDefaultsOfTheGatewaysSchemaAreTheGateways() throws IOException {
        ObjectNode written = JSON.createObjectNode();
        for (SchemaFile.Key key : SchemaFile.GATEWAY.keys()) {
            // Those of outbound blocks hang together with a level, which the tests of the policies ask.
            if (key.schema().has("default")
                    && !key.path().contains("[]")
                    && !key.block().equals("delivery.default")
                    && !key.block().equals("delivery.smarthost")) {
                written.withObject("/" + key.block().replace('.', '/'))
                        .set(key.name(), key.schema().get("default"));
            }
        }
        written.withObject("/filter").putArray("milters").add("127.0.0.1:11332");
        assertThat(written).hasSizeGreaterThan(5);
        assertThat(load(LEAST + withoutBraces(written), "partners: []\n").gateway())
                .isEqualTo(load(LEAST + "filter: { milters: [\"127.0.0.1:11332\"] }\n", "partners: []\n")
                        .gateway());
    }

    @Test
    void theDefaultsOfThePartnersSchemaAreTheGateways() throws IOException {
        ObjectNode written = JSON.createObjectNode();
        for (SchemaFile.Key key : SchemaFile.PARTNERS.keys()) {
            if (key.schema().has("default") && key.path().startsWith("defaults.")) {
                block(written, key.block().replaceFirst("defaults\\.?", ""))
                        .set(key.name(), key.schema().get("default"));
            }
        }
        assertThat(written.fieldNames()).toIterable().containsExactlyInAnyOrder("mode", "outbound", "inbound");
        String partner =
                "partners: [{ name: contoso, domains: [mx.contoso.test], outbound: { nextHop: \"mx.contoso.test:25\" }"
                        + " }]\n";
        assertThat(partners("defaults: " + written + "\n" + partner)).isEqualTo(partners(partner));
    }

    private List<Partner> partners(String yaml) throws IOException {
        return List.copyOf(load(LEAST, yaml).partners().current().partners());
    }

    private Configuration load(String gateway, String partners) throws IOException {
        Files.writeString(conf.resolve("gateway.yaml"), gateway);
        Files.writeString(conf.resolve("partners.yaml"), partners);
        return Configuration.load(conf);
    }

    private static ObjectNode block(ObjectNode top, String path) {
        return path.isEmpty() ? top : top.withObject("/" + path.replace('.', '/'));
    }

    /** JSON is YAML; its top keys one a line. */
    private static String withoutBraces(ObjectNode node) {
        return node.properties().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }
}
