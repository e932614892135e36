package dev.postern.inboundtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import javax.mail.MessagingException;
import org.apache.james.core.Domain;
import org.apache.james.core.MailAddress;
import org.apache.mailet.MailetContext;
import org.apache.mailet.base.test.FakeMail;
import org.apache.mailet.base.test.FakeMatcherConfig;
import org.junit.jupiter.api.Test;

class RecipientIsInboundTestTest {
    private static final String TOKEN = "postern-test-aaaaaaaaaaaaaaaaaaaaaaaaaa";

    @Test
    void addresses_of_tests_in_our_own_domains_match_whatever_becomes_of_them() throws MessagingException {
        var matcher = new RecipientIsInboundTest();
        matcher.init(FakeMatcherConfig.builder()
                .matcherName("RecipientIsInboundTest")
                .mailetContext(context())
                .build());

        assertThat(matcher.match(FakeMail.builder()
                        .name("Mail1")
                        .recipients(
                                TOKEN + "@example.org",
                                TOKEN + "+x@example.org",
                                TOKEN + "@contoso.test",
                                "bob@example.org")
                        .build()))
                .containsExactly(new MailAddress(TOKEN + "@example.org"), new MailAddress(TOKEN + "+x@example.org"));
    }

    private static MailetContext context() {
        return (MailetContext) Proxy.newProxyInstance(
                RecipientIsInboundTestTest.class.getClassLoader(),
                new Class<?>[] {MailetContext.class},
                (proxy, method, arguments) -> method.getName().equals("isLocalServer")
                        && Domain.of("example.org").equals(arguments[0]));
    }
}
