package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.partner.MailDomain;
import dev.postern.partner.PartnerFixture;
import dev.postern.recipient.Recipient;
import dev.postern.tls.DnsName;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.mail.MessagingException;
import org.apache.james.core.MaybeSender;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.smtp.SMTPSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Source routes, final dots and underscores in domains are accepted as Postfix does, and lead past no partner's rule. */
class TolerantPathTest {
    private static final PartnerFixture UNDERSCORE =
            PartnerFixture.named("fabrikam", "my_host.test", "*.fab_rikam.test");

    private static final List<String> PIECES = List.of(
            "a",
            "_",
            ".",
            "@",
            "@",
            "@r.test:",
            "@contoso.test,",
            ":",
            ",",
            "\"",
            "\\",
            " ",
            "-",
            ">",
            "[192.0.2.1]",
            "\"a@b\"",
            "evil.test",
            "e_il.test",
            "contoso.test",
            "my_host.test",
            "a@",
            "a@_x.",
            "b.fab_rikam.test",
            ".test");

    private final Conversation randomClient =
            Conversation.with(PartnerFixture.contoso(), UNDERSCORE).greeted();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "a@x.test., a@x.test",
                "a@X.TEST., a@x.test",
                "\"a b\"@x.test., \"a b\"@x.test",
                "a..b@x.test., \"a..b\"@x.test",
                "@r.test:a@x.test, a@x.test",
                "|@r.test,@[192.0.2.1]:a@x.test|, a@x.test",
                "@[IPv6:2001:db8::1]:a@x.test., a@x.test",
                "@r_1.test.:a@x.test, a@x.test",
                "@r.test:\"@b:c\"@x.test, \"@b:c\"@x.test",
                "@r.test:a..b@x.test, \"a..b\"@x.test",
                "\"@r:a\"@x.test, \"@r:a\"@x.test",
                "a@my_host.x.test, a@my_host.x.test",
                "a@_dmarc.X_.test., a@_dmarc.x_.test",
                "@r.test:\"a b\"@my_host.x.test., \"a b\"@my_host.x.test",
                "a..b@my_host.x.test, \"a..b\"@my_host.x.test",
                "a_b@my__host.x.test, a_b@my__host.x.test",
            })
    void senderAndRecipientAreWhatIsLeft(String address, String written) throws MessagingException {
        var conversation = Conversation.with().asRelayClient().greeted();
        assertThat(conversation.say("MAIL FROM:<" + address + "> SIZE=100 RET=HDRS"))
                .startsWith("250");
        assertThat(conversation.say("RCPT TO:<" + address + "> NOTIFY=FAILURE")).startsWith("250");
        conversation.deliver("Subject: x", "", "hello");

        var mail = conversation.onlyQueued();
        assertThat(Recipient.text(mail.getMaybeSender().get())).isEqualTo(written);
        assertThat(mail.getRecipients()).extracting(Recipient::text).contains(written);
        assertThat(MailDomain.of(mail.getMaybeSender().get()))
                .contains(new DnsName(written.substring(written.lastIndexOf('@') + 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@x.test..",
                "a@x.test.>.",
                "a@.",
                "@r.test:",
                "@r.test:@",
                "@r.test:>",
                "@:a@x.test",
                "@r.test,:a@x.test",
                "@r.test, @s.test:a@x.test",
                "@r.test,s.test:a@x.test",
                "@r.test:@s.test:a@x.test",
                "r.test:a@x.test",
                "@r.test;a@x.test",
                "a@[192.0.2.1].",
                "a@[192.0.2.1]x",
                "a@[192.0.2.1] x",
                "a@[192.0.2.1]@contoso.test",
                "a@[192.0.2.1]contoso.test",
                "a@[192.0.2.1]_@my_host.test.",
                "@r.test:\"a\"@[192.0.2.1]@contoso.test",
                "a@-my_host.test",
                "a@my_host-.test",
                "a@my_host..test",
                "a@my_host.1",
                "a@my_host.test@x.test",
                "a@my_host,x.test",
                "a b@my_host.test",
                "@my_host.test",
            })
    void whatIsNoAddressStaysRejected(String address) {
        var conversation = Conversation.with().asRelayClient().greeted();
        assertThat(conversation.say("MAIL FROM:<" + address + ">")).startsWith("501 5.");
        conversation.say("MAIL FROM:<>");
        assertThat(conversation.say("RCPT TO:<" + address + ">")).startsWith("5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob@contoso.test.",
                "bob@CONTOSO.test.",
                "bob@sub.contoso.test.",
                "b..ob@contoso.test.",
                "@evil.test:bob@contoso.test",
                "@evil.test,@evil.test:bob@contoso.test",
                "@evil.test:bob@sub.contoso.test.",
                "bob@my_host.contoso.test",
                "bob@_a.my_host.contoso.test.",
                "@evil.test:bob@my_host.contoso.test",
                "bob@my_host.test",
                "bob@MY_HOST.test.",
                "@evil.test:bob@my_host.test.",
                "bob@a.fab_rikam.test",
                "bob@a_b.FAB_rikam.test",
            })
    void aPartnersSenderIsHeldToItsRule(String address) {
        var conversation =
                Conversation.with(PartnerFixture.contoso(), UNDERSCORE).greeted();
        assertThat(conversation.say("MAIL FROM:<" + address + "> SIZE=100")).startsWith("530 5.7.10 ");
        assertThat(conversation.say("RCPT TO:<bob@example.org>")).startsWith("503");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@contoso.test:eve@evil.test",
                "@evil.test,@contoso.test:eve@evil.test",
                "eve@contoso_test.evil.test",
                "eve@myxhost.test", // what James is shown in place of a partner's
                "eve@a.fabxrikam.test",
            })
    void nobodyElseIs(String address) {
        var conversation =
                Conversation.with(PartnerFixture.contoso(), UNDERSCORE).greeted();
        assertThat(conversation.say("MAIL FROM:<" + address + ">")).startsWith("250");
    }

    @Test
    void aPartnerWithAnXIsNotTheDomainWithAnUnderscore() {
        var conversation = Conversation.with(PartnerFixture.named("fabrikam", "myxhost.test"))
                .greeted();
        assertThat(conversation.say("MAIL FROM:<bob@my_host.test>"))
                .startsWith("250")
                .contains("<bob@my_host.test>");
    }

    /** The domain is what stands between the last {@code @} and the first bracket, however the rest of the path is read. */
    @Test
    void aSenderIsJudgedByNoOtherDomainThanTheOneThatIsWritten() {
        var random = new Random(20261129);
        int accepted = 0;
        for (int round = 0; round < 20_000; round++) {
            String path = Stream.generate(() -> PIECES.get(random.nextInt(PIECES.size())))
                    .limit(1 + random.nextInt(7))
                    .collect(Collectors.joining("", "<", ">"));
            String reply = randomClient.say("MAIL FROM:" + path);
            Optional<MaybeSender> sender = randomClient.session.getAttachment(SMTPSession.SENDER, State.Transaction);
            assertThat(sender.isPresent()).as("%s: %s", path, reply).isEqualTo(reply.startsWith("250"));
            // <@> is the null sender for James, and a name without a domain is ours.
            if (sender.isPresent() && !path.startsWith("<@>") && path.lastIndexOf('@') > path.lastIndexOf(':')) {
                int end = path.indexOf('>');
                String written =
                        path.substring(path.lastIndexOf('@', end) + 1, end).strip();
                Optional<DnsName> domain = DnsName.parse(written);
                assertThat(domain.isPresent()).as(path).isNotEqualTo(written.startsWith("["));
                assertThat(MailDomain.of(sender.get().get())).as(path).isEqualTo(domain);
                assertThat(domain.stream()).as(path).noneMatch(TolerantPathTest::isPartners);
                accepted++;
            }
            randomClient.say("RSET");
        }
        assertThat(accepted).isGreaterThan(300);
    }

    private static boolean isPartners(DnsName domain) {
        var contoso = new DnsName("contoso.test");
        return domain.equals(contoso)
                || domain.isBelow(contoso)
                || domain.equals(new DnsName("my_host.test"))
                || domain.isBelow(new DnsName("fab_rikam.test"));
    }

    @Test
    void aRouteBeyondTheLengthOfAPathCountsNoMore() {
        var conversation = Conversation.with().greeted();
        assertThat(conversation.say("MAIL FROM:<@" + "a.".repeat(300) + "test:eve@evil.test>"))
                .startsWith("250");
        assertThat(conversation.say("RCPT TO:<@r.test:" + "b".repeat(300) + "@example.org>"))
                .startsWith("501 5.1.3 ");
    }
}
