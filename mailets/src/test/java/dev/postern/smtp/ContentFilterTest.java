package dev.postern.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.filter.ContentFilter;
import dev.postern.filter.FilterVerdict;
import dev.postern.filter.FilterVerdict.Accept;
import dev.postern.filter.FilteredMessage;
import dev.postern.filter.HeaderEdit;
import dev.postern.inbound.PendingReply;
import dev.postern.intake.ContentHook;
import dev.postern.memory.Claimant;
import dev.postern.partner.InboundPolicy.Identity;
import dev.postern.partner.PartnerFixture;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.Mail;
import org.junit.jupiter.api.Test;

class ContentFilterTest {
    private static final String[] MESSAGE = {"From: eve@evil.test", "Subject: x", "", "hello"};

    private final List<FilteredMessage> judged = new ArrayList<>();
    private final List<String> contents = new ArrayList<>();

    private ContentFilter answering(FilterVerdict verdict) {
        return message -> {
            judged.add(message);
            contents.add(read(message));
            return CompletableFuture.completedFuture(verdict);
        };
    }

    private static String read(FilteredMessage message) {
        try (InputStream content = message.content().open()) {
            return new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String content(Mail mail) throws Exception {
        try (InputStream in =
                ((org.apache.james.server.core.MimeMessageWrapper) mail.getMessage()).getMessageInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static Conversation begun(Conversation conversation, ContentFilter filter) {
        conversation.filter = filter;
        return conversation.greeted();
    }

    @Test
    void theFilterSeesTheMessageWithOurReceivedFieldAndWhoSentIt() {
        var conversation =
                begun(Conversation.with(), answering(Accept.UNCHANGED)).over(NegotiatedSession.tls13());
        assertThat(conversation.send("eve@evil.test", MESSAGE)).startsWith("250");
        FilteredMessage message = judged.get(0);
        assertThat(contents.get(0)).startsWith("Received: from client.test").endsWith("\r\n\r\nhello\r\n");
        assertThat(message.client().getAddress().getHostAddress()).isEqualTo("198.51.100.7");
        assertThat(message.helo()).contains("client.test");
        assertThat(message.sender().asString()).isEqualTo("eve@evil.test");
        assertThat(message.recipients()).hasToString("[bob@example.org]");
        assertThat(message.known()).isFalse();
        assertThat(message.tls()).isInstanceOf(dev.postern.tls.TlsSession.Encrypted.class);
        assertThat(conversation.onlyQueued().getName()).startsWith(message.name());
    }

    @Test
    void anOwnServerIsKnownToTheFilter() {
        begun(Conversation.with().asRelayClient(), answering(Accept.UNCHANGED)).send("a@example.org", MESSAGE);
        assertThat(judged.get(0).known()).isTrue();
        assertThat(judged.get(0).relaying()).isTrue();
    }

    @Test
    void whatTheFilterRejectsIsNotQueuedAndTheSessionGoesOn() {
        var conversation = begun(
                Conversation.with(), answering(new FilterVerdict.Reject("554", "5.7.1", "Spam message rejected")));
        assertThat(conversation.send("eve@evil.test", MESSAGE)).isEqualTo("554 5.7.1 Spam message rejected");
        assertThat(conversation.queued()).isEmpty();
        conversation.filter = ContentFilter.NONE;
        assertThat(conversation.send("eve@evil.test", MESSAGE)).startsWith("250");
    }

    @Test
    void aTemporaryRejectionIsOne() {
        var conversation =
                begun(Conversation.with(), answering(new FilterVerdict.Reject("451", "4.7.1", "Greylisted")));
        assertThat(conversation.send("eve@evil.test", MESSAGE)).isEqualTo("451 4.7.1 Greylisted");
    }

    @Test
    void whatTheFilterDiscardsGets250AndIsNotQueued() {
        var conversation = begun(Conversation.with(), answering(new FilterVerdict.Discard()));
        assertThat(conversation.send("eve@evil.test", MESSAGE)).startsWith("250");
        assertThat(conversation.queued()).isEmpty();
    }

    @Test
    void whatTheFilterQuarantinesIsQueuedWithItsReason() {
        var conversation = begun(Conversation.with(), answering(new FilterVerdict.Quarantine("a virus")));
        assertThat(conversation.send("eve@evil.test", MESSAGE)).startsWith("250");
        assertThat(AttributeUtils.getValueAndCastFromMail(
                        conversation.onlyQueued(), ContentHook.QUARANTINE, String.class))
                .contains("a virus");
    }

    @Test
    void headerFieldsChangeAndTheBodyKeepsItsBytes() throws Exception {
        var edits = List.<HeaderEdit>of(
                new HeaderEdit.Append("X-Spam", "no"),
                new HeaderEdit.Replace(1, "Subject", "[external] x"),
                new HeaderEdit.Insert(0, "Authentication-Results", "gw; spf=pass"));
        var conversation = begun(Conversation.with(), answering(new Accept(edits)));
        assertThat(conversation.send("eve@evil.test", MESSAGE)).startsWith("250");
        assertThat(content(conversation.onlyQueued()))
                .startsWith("Authentication-Results: gw; spf=pass\r\nReceived: from client.test")
                .endsWith("From: eve@evil.test\r\nSubject: [external] x\r\nX-Spam: no\r\n\r\nhello\r\n");
    }

    @Test
    void theEndOfDataIsAnsweredWhenTheFilterHasItsVerdict() {
        var verdict = new CompletableFuture<FilterVerdict>();
        var conversation = begun(Conversation.with(), message -> verdict);
        assertThat(conversation.send("eve@evil.test", MESSAGE)).isEmpty();
        PendingReply owed = PendingReply.of(conversation.session).orElseThrow();
        assertThat(owed.known()).isNotDone();
        assertThat(conversation.queued()).isEmpty();
        verdict.complete(Accept.UNCHANGED);
        assertThat(owed.known()).isDone();
        assertThat(conversation.say(new String(owed.line(), StandardCharsets.US_ASCII).strip()))
                .startsWith("250");
        assertThat(conversation.onlyQueued().getRecipients()).hasToString("[bob@example.org]");
        assertThat(conversation.say("NOOP")).startsWith("250");
    }

    @Test
    void memoryStaysReservedWhileTheFilterJudgesAndIsGivenBackThen() {
        var verdict = new CompletableFuture<FilterVerdict>();
        var conversation = begun(Conversation.with(), message -> verdict);
        long before = conversation.budget.reserved();
        conversation.send("eve@evil.test", MESSAGE);
        assertThat(conversation.budget.reserved()).isGreaterThan(before);
        verdict.complete(Accept.UNCHANGED);
        conversation.say(".");
        assertThat(conversation.budget.reserved()).isEqualTo(before);
    }

    @Test
    void theHeaderSectionIsReservedOnceThoughTheEndIsReadTwice() {
        var verdict = new CompletableFuture<FilterVerdict>();
        var conversation = begun(Conversation.with(), message -> verdict);
        long room = conversation.budget.limit(Claimant.STRANGER);
        assertThat(conversation.budget.reserve(Claimant.STRANGER, room - (3 << 19)))
                .isPresent();
        String[] message = Stream.concat(
                        Stream.generate(() -> "X-Filler: " + "y".repeat(900)).limit(270), Stream.of("", "hello"))
                .toArray(String[]::new);
        assertThat(conversation.send("eve@evil.test", message)).isEmpty();
        verdict.complete(Accept.UNCHANGED);
        assertThat(conversation.say(".")).startsWith("250");
    }

    @Test
    void aFilterThatBreaksItsPromiseAcceptsNothing() {
        var conversation = begun(
                Conversation.with(), message -> CompletableFuture.failedFuture(new IllegalStateException("gone")));
        assertThat(conversation.send("eve@evil.test", MESSAGE)).startsWith("451 ");
        conversation.filter = message -> {
            throw new IllegalStateException("gone");
        };
        assertThat(conversation.send("eve@evil.test", MESSAGE)).startsWith("451 ");
        assertThat(conversation.queued()).isEmpty();
    }

    @Test
    void aBrokenRuleIsTheReplyWhateverTheFilterSays() {
        var conversation = begun(
                Conversation.with(PartnerFixture.contoso().knownBy(Identity.ENVELOPE, Identity.HEADER)),
                answering(new FilterVerdict.Reject("451", "4.7.1", "Greylisted")));
        assertThat(conversation.send("eve@evil.test", "From: a@contoso.test", "", "x"))
                .startsWith("530 5.7.10");
    }

    @Test
    void theHeaderFieldSaysHowTheMessageArrivedAndForgedOnesGo() throws Exception {
        var conversation =
                Conversation.withArrivalField(PartnerFixture.contoso()).over(NegotiatedSession.tls13());
        conversation.greeted();
        assertThat(conversation.send(
                        "eve@evil.test",
                        "X-Postern-TLS: verdict=satisfied",
                        "x-postern-tls : y",
                        "Subject: x",
                        "",
                        "z"))
                .startsWith("250");
        assertThat(content(conversation.onlyQueued()))
                .startsWith("X-Postern-TLS: verdict=no-partner; version=TLSv1.3; cipher=TLS_")
                .endsWith("Subject: x\r\n\r\nz\r\n")
                .doesNotContain("satisfied")
                .doesNotContain("x-postern-tls");
    }

    @Test
    void withoutTheFieldAndAFilterEveryByteStays() throws Exception {
        var conversation = Conversation.with().greeted();
        conversation.send("eve@evil.test", "X-Postern-TLS: verdict=satisfied", "Subject : x", "", "z");
        assertThat(content(conversation.onlyQueued()))
                .endsWith("X-Postern-TLS: verdict=satisfied\r\nSubject : x\r\n\r\nz\r\n");
    }
}
