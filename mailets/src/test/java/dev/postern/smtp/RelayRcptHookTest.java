package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelayRcptHookTest {
    private static final String DENIED = "550 5.7.1 Relaying denied";

    private final Conversation stranger = Conversation.with().greeted();

    @BeforeEach
    void mail() {
        stranger.say("MAIL FROM:<eve@evil.test>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob@other.test",
                "postmaster@other.test",
                "abuse@other.test",
                "bob@sub.example.org",
                "bob@example.org.other.test",
                "bob%other.test@example.org",
                "other.test!bob@example.org",
                "\"bob@other.test\"@example.org",
                "bob\\@other.test@example.org",
                "postmaster@[127.0.0.1]",
                "postmaster@127.0.0.1",
                "bob@[198.51.100.1]",
                "bob@other.test.",
                "bob@example.org.other.test.",
                "bob%other.test@example.org.",
                "@example.org:bob@other.test",
                "@example.org,@example.org:bob@other.test",
                "@example.org:bob@other.test.",
                "@other.test:bob%other.test@example.org",
                "@[127.0.0.1]:bob@other.test",
                "@example.org:postmaster@127.0.0.1",
                "bob@my_host.other.test",
                "bob@example_.org",
                "bob@e_ample.org", // the domain that James is shown in its place is ours
                "@example.org:bob@e_ample.org.",
            })
    void a_stranger_does_not_relay(String recipient) {
        assertThat(stranger.say("RCPT TO:<" + recipient + ">")).isEqualTo(DENIED);
        assertThat(stranger.say("DATA")).startsWith("503");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<@example.org:>",
                "<@example.org:@>",
                "<@example.org:@example.org:bob@other.test>",
                "<@example.org,bob@other.test>",
                "<@example.org bob@other.test>",
                "<bob@example.org..>",
                "<bob@-_.example.org>",
                "<bob@example._1>",
                "<bob@_.1>",
                "<bob@example.org@other.test>",
                "<bob@other.test@example.org>",
                "<bob@example.org\0@other.test>",
                "<bob@example\uFF0Eorg>",
                "<\"bob\"other.test@example.org>",
                "<>",
                "<@>",
                "bob@example.org",
                "<bob@other.test> <bob@example.org>",
            })
    void a_recipient_that_is_none_is_refused(String recipient) {
        assertThat(stranger.say("RCPT TO:" + recipient)).startsWith("5");
        assertThat(stranger.say("DATA")).startsWith("503");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bob@example.org",
                "BOB@EXAMPLE.ORG",
                "\"bob smith\"@example.org",
                "postmaster",
                "Postmaster",
                "bob@example.org.",
                "\"bob smith\"@EXAMPLE.ORG.",
                "@other.test:bob@example.org",
                "@other.test,@[192.0.2.1],@[IPv6:2001:db8::1]:bob@example.org.",
            })
    void a_stranger_writes_to_our_own_domains_and_our_postmaster(String recipient) {
        assertThat(stranger.say("RCPT TO:<" + recipient + ">")).startsWith("250");
    }

    @Test
    void a_bare_postmaster_is_the_one_of_our_first_domain() {
        assertThat(stranger.say("RCPT TO:<postmaster>")).contains("<postmaster@example.org>");
    }

    @Test
    void who_may_relay_writes_to_anybody() {
        var ours = Conversation.with().asRelayClient().greeted();
        ours.say("MAIL FROM:<alice@example.org>");
        assertThat(ours.say("RCPT TO:<bob@other.test>")).startsWith("250");
    }

    @Test
    void when_the_domain_list_is_broken_nobody_gets_through() {
        stranger.ownDomains.broken = true;
        assertThat(stranger.say("RCPT TO:<bob@example.org>"))
                .isEqualTo("451 4.3.0 Could not look up the recipient's domain, try again later");
    }

    @Test
    void a_dsn_is_no_way_to_relay() {
        stranger.say("RSET");
        stranger.say("MAIL FROM:<>");
        assertThat(stranger.say("RCPT TO:<bob@other.test>")).isEqualTo(DENIED);
    }
}
