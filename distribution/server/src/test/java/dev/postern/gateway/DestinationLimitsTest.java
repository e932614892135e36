package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.domains.OwnDomain;
import dev.postern.pace.MessageRate;
import dev.postern.pace.OutboundLimits;
import dev.postern.tls.TlsPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of {@code delivery}: for everyone else, and for certain domains. */
class DestinationLimitsTest {
    private static final MessageRate RATE = new MessageRate(60, Duration.ofMinutes(1));

    @TempDir
    private Path conf;

    private GatewayConfiguration.Delivery delivery(String block) throws IOException {
        Files.writeString(conf.resolve("partners.yaml"), "partners: []\n");
        Files.writeString(conf.resolve("gateway.yaml"), """
                hostname: gw.example.org
                domains: [{ domain: example.org, nextHop: "127.0.0.1:2526", outbound: { maxConnections: 3 } }]
                delivery: %s
                """.formatted(block));
        return Configuration.load(conf).gateway().delivery();
    }

    private OutboundLimits destination(String defaults, String outbound) throws IOException {
        var destination = delivery("{ default: " + defaults
                        + ", destinations: [{ domains: [a.test, \"*.b.test\"], outbound: " + outbound + " }] }")
                .destinations()
                .get(0);
        assertThat(destination.outbound().tls()).isInstanceOf(TlsPolicy.May.class);
        return destination.outbound().limits();
    }

    @Test
    void thoseOfADestinationAreOfAllItsDomainsTogether() throws IOException {
        assertThat(
                        destination(
                                "{}",
                                "{ maxConnections: 2, maxMessagesPerConnection: 5, maxRecipients: 10, rate: { messages: 60 } }"))
                .isEqualTo(new OutboundLimits(
                        Optional.of(2),
                        Optional.of(5),
                        Optional.of(10),
                        Optional.of(RATE),
                        Optional.of("a.test, *.b.test")));
    }

    @Test
    void whatADestinationDoesNotSayIsAsForEveryoneElse() throws IOException {
        var limits = destination("{ maxConnections: 2, rate: { messages: 60 } }", "{ maxRecipients: 10 }");

        assertThat(limits)
                .isEqualTo(new OutboundLimits(
                        Optional.of(2), Optional.empty(), Optional.of(10), Optional.of(RATE), Optional.empty()));
    }

    @Test
    void aDestinationCanBeFreeOfARate() throws IOException {
        var limits = destination("{ rate: { messages: 60 } }", "{ rate: { messages: 0 } }");

        assertThat(limits.rate())
                .hasValueSatisfying(rate -> assertThat(rate.isLimit()).isFalse());
    }

    @Test
    void everyoneElseTheSmarthostAndOwnDomainsHaveTheirs() throws IOException {
        assertThat(delivery("{ default: { rate: { messages: 60 } } }")
                        .defaultOutbound()
                        .limits()
                        .rate())
                .contains(RATE);
        assertThat(delivery("{ smarthost: { nextHop: \"relay.test:587\", rate: { messages: 60 } } }")
                        .smarthost()
                        .orElseThrow()
                        .limits()
                        .rate())
                .contains(RATE);
        assertThat(Configuration.load(conf).gateway().domains().entries())
                .singleElement()
                .isInstanceOfSatisfying(
                        OwnDomain.class,
                        own -> assertThat(own.outbound().limits().maxConnections())
                                .contains(3));
    }
}
