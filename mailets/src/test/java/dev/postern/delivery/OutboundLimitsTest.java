package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.delivered;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.lanes.Bound;
import dev.postern.pace.OutboundLimits;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.PartnerMode;
import dev.postern.quirks.IgnoredKeywords;
import dev.postern.route.Route;
import dev.postern.smtpclient.Terms;
import dev.postern.tls.CertificateAuthority;
import dev.postern.tls.DnsName;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What connections keep of the limits of a destination, and for which mail these are counted together. */
class OutboundLimitsTest {
    private static final OutboundPolicy TO_MX =
            new OutboundPolicy(SECURE, Optional.empty(), OnFailure.DEFER, Optional.empty());

    private final ScriptedSmtpServer server = new ScriptedSmtpServer().withTls(CA.issue(NAME));
    private final ScriptedSmtpServer other = new ScriptedSmtpServer().withTls(CA.issue(NAME));
    private final Kept kept = new Kept();

    @AfterEach
    void stop() {
        kept.close();
        server.close();
        other.close();
    }

    private static OutboundLimits limits(int connections, int messages, int recipients) {
        return new OutboundLimits(
                positive(connections), positive(messages), positive(recipients), Optional.empty(), Optional.empty());
    }

    private static Optional<Integer> positive(int number) {
        return Optional.of(number).filter(any -> number > 0);
    }

    private static Terms terms(OutboundLimits limits) {
        return new Terms(SECURE, Optional.empty(), Optional.empty(), IgnoredKeywords.none(), limits.ofConnections());
    }

    private static String[] addresses(int recipients) {
        return IntStream.range(0, recipients)
                .mapToObj(i -> "user" + i + "@contoso.test")
                .toArray(String[]::new);
    }

    private List<Integer> recipientsOfMessages() {
        return server.conversations().stream()
                .flatMap(conversation -> Stream.of(conversation.encrypted().split("MAIL FROM")))
                .filter(transaction -> transaction.contains("\r\n.\r\n"))
                .map(transaction -> transaction.split("RCPT TO", -1).length - 1)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void aConnectionIsClosedAfterSoManyMessages(int messages) {
        for (int message = 0; message < 2 * messages; message++) {
            delivered(kept.deliver(terms(limits(0, messages, 0)), server));
        }

        assertThat(server.conversations()).hasSize(2);
        assertThat(server.messagesSoFar()).hasSize(2 * messages);
    }

    @Test
    void noMoreRecipientsAreNamedInOneTransaction() {
        var outcomes = kept.deliver(Attempting.mail(addresses(7)), terms(limits(0, 0, 3)), server);

        assertThat(outcomes.all().values()).allMatch(AttemptOutcome.Delivered.class::isInstance);
        assertThat(recipientsOfMessages()).containsExactly(3, 3, 1);
    }

    @Test
    void moreThanAHundredAreNamedWhereTheOperatorSaysSo() {
        kept.deliver(Attempting.mail(addresses(250)), terms(limits(0, 0, 200)), server);

        assertThat(recipientsOfMessages()).containsExactly(200, 50);
    }

    @Test
    void aServerThatAcceptsFewerIsNamedFewerFromThenOn() {
        server.acceptingRecipients(2, "452 4.5.3 Too many recipients");
        kept.deliver(Attempting.mail(addresses(6)), terms(limits(0, 0, 5)), server);

        assertThat(recipientsOfMessages()).containsExactly(5, 2, 2);
    }

    @Test
    void aConnectionThatRestsCountsToo() {
        var one = terms(limits(1, 0, 0).of("partner contoso"));
        delivered(kept.deliver(one, server));
        assertThat(kept.resting(one, server).key().host().port()).isEqualTo(server.port());

        delivered(kept.deliver(one, other));

        assertThat(kept.isResting(one, server)).isFalse();
        assertThat(kept.isResting(one, other)).isTrue();
    }

    @Test
    void connectionsToOtherDestinationsStay() {
        var contoso = terms(limits(1, 0, 0).of("partner contoso"));
        delivered(kept.deliver(contoso, server));

        delivered(kept.deliver(terms(limits(1, 0, 0).of("partner fabrikam")), other));
        delivered(kept.deliver(new Terms(SECURE, Optional.empty()), other));

        assertThat(kept.isResting(contoso, server)).isTrue();
    }

    /** The server has the right certificate for the first connection only. */
    @Test
    void aConnectionOfEachTransactionIsJudged() {
        var mallory = CertificateAuthority.create("Mallory").issue(NAME);
        server.answering((conversation, line) -> {
            if (line.equals("DATA")) {
                server.renew(mallory);
            }
            return Optional.empty();
        });

        var outcomes = kept.deliver(Attempting.mail(addresses(5)), terms(limits(1, 1, 2)), server);

        delivered(outcomes.get("user0@contoso.test"));
        delivered(outcomes.get("user1@contoso.test"));
        for (String other : List.of("user2@contoso.test", "user3@contoso.test", "user4@contoso.test")) {
            assertThat(Attempting.deferred(outcomes.get(other)).tls()).isPresent();
        }
        assertThat(recipientsOfMessages()).containsExactly(2);
        assertThat(server.heardInTls()).doesNotContain("user2", "user3", "user4");
    }

    private static Optional<Bound> bound(String domain, Route route) {
        return Destination.of(new DnsName(domain), route).bound();
    }

    private static Route nobodys(OutboundPolicy policy) {
        return new Route(Optional.empty(), policy);
    }

    @Test
    void aPartnersDomainsAreCountedTogether() {
        Route partner = Outbound.partner(PartnerMode.ENFORCE, TO_MX.limitedBy(limits(2, 0, 0)));

        assertThat(bound("contoso.test", partner))
                .contains(new Bound("limit partner contoso", 2))
                .isEqualTo(bound("b.contoso.test", partner));
    }

    @Test
    void everyoneElsesDomainsAreCountedEachForItself() {
        Route route = nobodys(TO_MX.limitedBy(limits(2, 0, 0)));

        assertThat(bound("a.test", route)).contains(new Bound("limit a.test", 2));
        assertThat(bound("b.test", route)).contains(new Bound("limit b.test", 2));
    }

    @Test
    void mailThroughOneNextHopIsCountedTogether() {
        var policy = new OutboundPolicy(
                        SECURE, Optional.of(new NextHop("relay.test", 587)), OnFailure.DEFER, Optional.empty())
                .limitedBy(limits(2, 0, 0));

        assertThat(bound("a.test", nobodys(policy)))
                .contains(new Bound("limit relay.test:587", 2))
                .isEqualTo(bound("b.test", nobodys(policy)));
    }

    @Test
    void theDomainsOfAnEntryAreCountedTogether() {
        Route route = nobodys(TO_MX.limitedBy(limits(2, 0, 0).of("a.test, b.test")));

        assertThat(bound("a.test", route))
                .contains(new Bound("limit a.test, b.test", 2))
                .isEqualTo(bound("b.test", route));
    }
}
