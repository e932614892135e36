package dev.postern.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.PartnerFixture;
import dev.postern.route.DeliverySettings;
import dev.postern.route.Route;
import dev.postern.tls.DnsName;
import dev.postern.tls.TlsPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.mail.MessagingException;
import org.apache.mailet.base.test.FakeMailetConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What James tests of its RemoteDelivery's configuration, told of the mailet that stands in its place. */
class RemoteDeliveryParametersTest {
    private static final DeliverySettings GATEWAY = new DeliverySettings(
            "gw.example.org", 25, List.of(Duration.ofMinutes(1)), Duration.ofHours(4), Duration.ofDays(2));
    private static final DnsName STRANGER = new DnsName("stranger.test");
    private static final DnsName CONTOSO = new DnsName("contoso.test");

    private static RemoteDeliveryParameters parameters(String... written) throws MessagingException {
        var config = FakeMailetConfig.builder().mailetName("PartnerRemoteDelivery");
        for (int i = 0; i < written.length; i += 2) {
            config.setProperty(written[i], written[i + 1]);
        }
        return new RemoteDeliveryParameters(config.build());
    }

    private static Route route(DnsName domain) {
        var partner = PartnerFixture.directory(PartnerFixture.contoso()).partnerOf(domain);
        return new Route(
                partner,
                partner.map(agreed -> agreed.outbound())
                        .orElse(new OutboundPolicy(
                                new TlsPolicy.May(),
                                Optional.empty(),
                                OutboundPolicy.OnFailure.DEFER,
                                Optional.empty())));
    }

    @Test
    void withoutParametersTheGatewayRules() throws MessagingException {
        assertThat(parameters().queue()).isEqualTo("outgoing");
        assertThat(parameters().concurrency()).isEqualTo(50);
        assertThat(parameters().settings(GATEWAY)).isEqualTo(GATEWAY);
    }

    @Test
    void outgoingNamesTheQueue() throws MessagingException {
        assertThat(parameters("outgoing", "other").queue()).isEqualTo("other");
    }

    @Test
    void delayTimeIsTheWaits() throws MessagingException {
        assertThat(parameters("delayTime", "2*5 minutes, 1 hour")
                        .settings(GATEWAY)
                        .retries())
                .containsExactly(Duration.ofMinutes(5), Duration.ofMinutes(5), Duration.ofHours(1));
    }

    @Test
    void maxRetriesEndsAfterSoManyWaits() throws MessagingException {
        assertThat(parameters("delayTime", "2*5 minutes, 1 hour", "maxRetries", "4")
                        .settings(GATEWAY)
                        .giveUpAfter())
                .isEqualTo(Duration.ofMinutes(130));
    }

    @Test
    void giveUpAfterEndsAtThatTimeWhateverTheWaits() throws MessagingException {
        var settings = parameters("delayTime", "600 seconds, 3600 seconds", "giveUpAfter", "14400 seconds")
                .settings(GATEWAY);

        assertThat(settings.retries()).containsExactly(Duration.ofMinutes(10), Duration.ofHours(1));
        assertThat(settings.giveUpAfter()).isEqualTo(Duration.ofHours(4));
        assertThatThrownBy(() ->
                        parameters("giveUpAfter", "4 hours", "maxRetries", "3").settings(GATEWAY))
                .hasMessageContaining("write one of them");
        assertThatThrownBy(() -> parameters("giveUpAfter", "soon").settings(GATEWAY))
                .hasMessageContaining("giveUpAfter must be as in 4 hours, and is soon");
    }

    @Test
    void maxMessagesBoundsTheQueueOnlyIfItIsWritten() throws MessagingException {
        assertThat(parameters().maxMessages()).isEmpty();
        assertThat(parameters("maxMessages", "1000").maxMessages()).contains(1000);
    }

    @Test
    void heloNameIsWhatWeCallOurselves() throws MessagingException {
        assertThat(parameters("heloName", "Out.Example.Org").settings(GATEWAY).hostname())
                .isEqualTo("out.example.org");
    }

    @Test
    void bindIsTheSourceAddress() throws MessagingException {
        assertThat(parameters("bind", "192.0.2.25")
                        .settings(GATEWAY)
                        .addresses()
                        .source())
                .hasToString("192.0.2.25");
        assertThat(parameters("bind", "192.0.2.25, 2001:db8::25")
                        .settings(GATEWAY)
                        .addresses()
                        .source())
                .hasToString("192.0.2.25, 2001:db8::25");
        for (String wrong : List.of("", "gw.example.org", "192.0.2.25,192.0.2.26", "192.0.2.25,")) {
            assertThatThrownBy(() -> parameters("bind", wrong).settings(GATEWAY))
                    .hasMessageContaining("bind must be an IP address of this machine");
        }
    }

    @ParameterizedTest
    @CsvSource({"relay.test, 25", "relay.test:2525, 2525"})
    void aGatewayTakesWhatIsNobodysAndNeverAPartners(String gateway, int port) throws MessagingException {
        var routes = parameters("gateway", gateway).routes(RemoteDeliveryParametersTest::route);

        assertThat(routes.routeOf(STRANGER).policy().nextHop()).hasToString("Optional[relay.test:" + port + "]");
        assertThat(routes.routeOf(CONTOSO)).isEqualTo(route(CONTOSO));
    }

    @Test
    void gatewayPortIsForAGatewayWithoutOne() throws MessagingException {
        var routes =
                parameters("gateway", "relay.test", "gatewayPort", "26").routes(RemoteDeliveryParametersTest::route);

        assertThat(routes.routeOf(STRANGER).policy().nextHop()).hasToString("Optional[relay.test:26]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "delayTime | soon",
                "delayTime | 0 minutes",
                "delayTime | -1*5 minutes",
                "maxRetries | many",
                "maxRetries | 0",
                "heloName | a b",
            })
    void whatCannotBeReadIsRefusedWhereJamesTakesADefault(String name, String value) {
        assertThatThrownBy(() -> parameters(name, value).settings(GATEWAY))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"one.test,two.test | 25", "a b | 25", "relay.test | 70000"})
    void aGatewayThatCannotBeOneServerIsRefused(String gateway, String port) {
        assertThatThrownBy(() ->
                        parameters("gateway", gateway, "gatewayPort", port).routes(RemoteDeliveryParametersTest::route))
                .isInstanceOf(MessagingException.class);
    }
}
