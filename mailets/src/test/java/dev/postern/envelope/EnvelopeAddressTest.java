package dev.postern.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import javax.mail.internet.AddressException;
import javax.mail.internet.InternetAddress;
import org.apache.james.core.MailAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeAddressTest {
    @Test
    void nobodySeesTheDomainThatJamesRead() throws AddressException {
        MailAddress address = EnvelopeAddress.parse("Bob@My_Host.test");

        assertThat(address.getDomain().name()).isEqualTo("My_Host.test");
        assertThat(address.getDomain().asString()).isEqualTo("my_host.test");
        assertThat(address.asString()).isEqualTo("Bob@my_host.test");
        assertThat(address).hasToString("Bob@my_host.test");
        assertThat(address.asPrettyString()).isEqualTo("<Bob@my_host.test>");
        assertThat(address.toInternetAddress()).map(InternetAddress::getAddress).contains("Bob@my_host.test");
    }

    @Test
    void itIsEqualToItselfAndToNoOther() throws AddressException {
        MailAddress address = EnvelopeAddress.parse("bob@my_host.test");

        assertThat(address).isEqualTo(EnvelopeAddress.parse("bob@MY_host.test")).hasSameHashCodeAs("bob@my_host.test");
        assertThat(address)
                .isNotEqualTo(new MailAddress("bob@myxhost.test"))
                .isNotEqualTo(EnvelopeAddress.parse("bob@my_hos_.test"))
                .isNotEqualTo(EnvelopeAddress.parse("bo@my_host.test"));
        assertThat(new MailAddress("bob@myxhost.test")).isNotEqualTo(address);
    }

    @Test
    void aMailThatIsSerializedKeepsIt() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(EnvelopeAddress.parse("\"a b\"@_x.my_host.test"));
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).hasToString("\"a b\"@_x.my_host.test");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob@x.test", "b_ob@x.test", "\"b@y_z\"@x.test", "bob@[192.0.2.1]"})
    void anyOtherIsJamesOwn(String text) throws AddressException {
        assertThat(EnvelopeAddress.parse(text)).isExactlyInstanceOf(MailAddress.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my_host.test",
                "@my_host.test",
                "a b@my_host.test",
                "a@b@my_host.test",
                "a@my_host..test",
                "a@-my_host.test",
                "a@my_host.test>",
                "a@my_host\r.test",
                "a@m\u00fc_host.test",
                "a@_.1",
                "\"a@my_host.test",
            })
    void whatIsNoAddressIsNone(String text) {
        assertThatThrownBy(() -> EnvelopeAddress.parse(text)).isInstanceOf(AddressException.class);
    }
}
