package dev.postern.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.envelope.EnvelopeAddress;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.Optional;
import org.apache.james.core.MailAddress;
import org.apache.james.core.MaybeSender;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.DsnParameters;
import org.apache.mailet.DsnParameters.RecipientDsnParameters;
import org.apache.mailet.Mail;
import org.apache.mailet.PerRecipientHeaders.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeCodecTest {
    private final EnvelopeCodec codec = new EnvelopeCodec();

    @Test
    void everythingButTheContentComesBack() throws Exception {
        MailImpl mail = Envelopes.mail()
                .sender("anna@contoso.test")
                .state("rejected")
                .errorMessage("550 5.7.10 Encryption needed\r\nzweite Zeile: Grüße 🐋")
                .remoteHost("mx.contoso.test")
                .remoteAddr("2001:db8::25")
                .lastUpdated(Date.from(Instant.ofEpochMilli(1_790_000_000_123L)))
                .build();
        MailImpl back = roundTrip(mail);
        assertThat(back.getName()).isEqualTo("Mail1790000000-1");
        assertThat(back.getState()).isEqualTo("rejected");
        assertThat(back.getErrorMessage()).isEqualTo(mail.getErrorMessage());
        assertThat(back.getMaybeSender().asString()).isEqualTo("anna@contoso.test");
        assertThat(back.getRecipients()).containsExactlyElementsOf(mail.getRecipients());
        assertThat(back.getRemoteHost()).isEqualTo("mx.contoso.test");
        assertThat(back.getRemoteAddr()).isEqualTo("2001:db8::25");
        assertThat(back.getLastUpdated()).isEqualTo(Date.from(Instant.ofEpochMilli(1_790_000_000_123L)));
        assertThat(back.hasAttributes()).isFalse();
    }

    @Test
    void addressesWithAnUnderscoreInTheirDomainComeBack() throws Exception {
        MailAddress address = EnvelopeAddress.parse("Anna@My_Host.contoso.test");
        MailImpl mail = Envelopes.mail().sender(address).addRecipient(address).build();
        mail.addSpecificHeaderForRecipient(header("X-First", "1"), address);
        MailImpl back = roundTrip(mail);

        assertThat(back.getPerRecipientSpecificHeaders().getRecipientsWithSpecificHeaders())
                .containsExactly(address);
        assertThat(back.getMaybeSender().asString()).isEqualTo("Anna@my_host.contoso.test");
        assertThat(back.getMaybeSender().get().getDomain().name()).isEqualTo("My_Host.contoso.test");
        assertThat(back.getRecipients()).contains(address);
    }

    @Test
    void theNullSenderOfABounceStaysTheNullSender() throws Exception {
        assertThat(roundTrip(Envelopes.mail().sender(MaybeSender.nullSender()).build())
                        .getMaybeSender())
                .isEqualTo(MaybeSender.nullSender());
        assertThat(roundTrip(Envelopes.mail().sender(MailAddress.nullSender()).build())
                        .getMaybeSender())
                .isEqualTo(MaybeSender.nullSender());
    }

    @Test
    void whatTheMessageHadNotItDoesNotGet() throws Exception {
        MailImpl mail = Envelopes.mail().build();
        mail.setState(null);
        mail.setRemoteHost(null);
        mail.setRemoteAddr(null);
        mail.setLastUpdated(null);
        MailImpl back = roundTrip(mail);
        assertThat(back.getState()).isNull();
        assertThat(back.getErrorMessage()).isNull();
        assertThat(back.getRemoteHost()).isNull();
        assertThat(back.getRemoteAddr()).isNull();
        assertThat(back.getLastUpdated()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Anna.Example@Contoso.TEST",
                "\"a b@c\\\"d\"@contoso.test",
                "user@[192.0.2.7]",
                "o'brien+tag=x@contoso.test",
                "a@localhost"
            })
    void anAddressStaysTheSameToTheCaseOfItsDomain(String address) throws Exception {
        MailAddress before = new MailAddress(address);
        MailImpl back =
                roundTrip(Envelopes.mail().sender(before).addRecipient(before).build());
        MailAddress sender = back.getMaybeSender().get();
        assertThat(sender.getLocalPart()).isEqualTo(before.getLocalPart());
        assertThat(sender.getDomain().name()).isEqualTo(before.getDomain().name());
        assertThat(back.getRecipients()).contains(before);
    }

    @Test
    void aMessageWithoutRecipientsIsStoredToo() throws Exception {
        MailImpl mail = MailImpl.builder().name("none-left").build();
        assertThat(roundTrip(mail).getRecipients()).isEmpty();
    }

    @Test
    void theOrderOfRecipientsAndOfOnesHeadersStays() throws Exception {
        MailAddress one = new MailAddress("one@adatum.test");
        MailImpl mail =
                Envelopes.mail().addRecipients("z@adatum.test", "a@adatum.test").build();
        mail.addSpecificHeaderForRecipient(header("X-First", "1: a, b"), one);
        mail.addSpecificHeaderForRecipient(header("X-First", "2"), one);
        mail.addSpecificHeaderForRecipient(header("X-Other", "ü"), new MailAddress("z@adatum.test"));
        MailImpl back = roundTrip(mail);
        assertThat(back.getRecipients()).containsExactlyElementsOf(mail.getRecipients());
        assertThat(back.getPerRecipientSpecificHeaders()).isEqualTo(mail.getPerRecipientSpecificHeaders());
    }

    @Test
    void theDeliveryStatusParametersComeBack() throws Exception {
        DsnParameters parameters = DsnParameters.builder()
                .envId(DsnParameters.EnvId.of("QQ314159"))
                .ret(DsnParameters.Ret.HDRS)
                .addRcptParameter(
                        new MailAddress("one@adatum.test"),
                        RecipientDsnParameters.of(
                                EnumSet.of(DsnParameters.Notify.SUCCESS, DsnParameters.Notify.DELAY),
                                new MailAddress("first@contoso.test")))
                .build()
                .orElseThrow();
        Mail mail = Envelopes.mail().build();
        mail.setDsnParameters(parameters);
        assertThat(roundTrip(mail).dsnParameters()).isEqualTo(Optional.of(parameters));
    }

    @Test
    void halfACharacterInAnErrorMessageLosesNoMessage() throws Exception {
        MailImpl mail = Envelopes.mail().errorMessage("cut \ud83d").build();
        assertThat(roundTrip(mail).getErrorMessage()).isEqualTo("cut \ud83d");
    }

    private MailImpl roundTrip(Mail mail) throws UnreadableEnvelope {
        return codec.decode(codec.encode(mail));
    }

    private static Header header(String name, String value) {
        return Header.builder().name(name).value(value).build();
    }
}
