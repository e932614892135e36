package dev.postern.matchers;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.Collection;
import javax.mail.MessagingException;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.james.transport.matchers.SMTPIsAuthNetwork;
import org.apache.mailet.Mail;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.junit.jupiter.api.Test;

class MayLeaveTest {
    private final MayLeave matcher = new MayLeave();

    private Collection<String> matched(Mail mail) throws MessagingException {
        matcher.init(FakeMatcherConfig.builder()
                .matcherName("MayLeave")
                .mailetContext(context())
                .build());
        return matcher.match(mail).stream().map(MailAddress::asString).toList();
    }

    private static MailetContext context() {
        return (MailetContext) Proxy.newProxyInstance(
                MayLeaveTest.class.getClassLoader(),
                new Class<?>[] {MailetContext.class},
                (proxy, method, arguments) -> method.getName().equals("isLocalServer")
                        && Domain.of("example.org").equals(arguments[0]));
    }

    private static FakeMail mail() throws MessagingException {
        return FakeMail.builder()
                .name("mail")
                .recipients("Bob@example.org", "bob@example.org", "Eve@other.test", "eve@other.test")
                .build();
    }

    @Test
    void a_stranger_reaches_our_own_domains_only() throws MessagingException {
        assertThat(matched(mail())).containsExactly("Bob@example.org", "bob@example.org");
    }

    @Test
    void a_relay_network_reaches_everybody_and_both_of_two_that_differ_in_case() throws MessagingException {
        Mail mail = mail();
        mail.setAttribute(SMTPIsAuthNetwork.makeAttribute(true));

        assertThat(matched(mail)).hasSize(4);
    }

    @Test
    void who_is_not_in_a_relay_network_does_not() throws MessagingException {
        Mail mail = mail();
        mail.setAttribute(SMTPIsAuthNetwork.makeAttribute(false));

        assertThat(matched(mail)).hasSize(2);
    }

    @Test
    void so_does_what_the_gateway_wrote() throws MessagingException {
        Mail mail = mail();
        mail.setAttribute(Mail.SENT_BY_MAILET_ATTRIBUTE);

        assertThat(matched(mail)).hasSize(4);
    }
}
