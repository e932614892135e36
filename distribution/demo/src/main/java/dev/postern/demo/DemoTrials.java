package dev.postern.demo;

import dev.postern.demo.DemoClient.Reply;
import dev.postern.tls.TlsSession;
import dev.postern.tls.TlsVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The six messages, and how it is found out what became of each. Nothing is taken for granted: what is seen is told. */
final class DemoTrials {
    private static final String US = "alice@home.test";
    private static final String MAIL = "MAIL FROM";

    private final DemoSite site;
    private final DemoDecision.Log decisions;
    private final Duration patience;

    /** @param patience how long to wait for each thing that is to happen */
    DemoTrials(DemoSite site, DemoDecision.Log decisions, Duration patience) {
        this.site = site;
        this.decisions = decisions;
        this.patience = patience;
    }

    /** What was found, and whether it was expected. */
    private record Finding(boolean asExpected, List<String> proof) {
        static Finding of(boolean asExpected, String... proof) {
            return new Finding(asExpected, List.of(proof));
        }
    }

    @FunctionalInterface
    private interface Trial {
        Finding run() throws IOException, InterruptedException;
    }

    /**
     * Sends the messages one after the other.
     *
     * @param each told of each row as soon as it is known
     * @return whether every outcome is as expected
     */
    boolean run(Consumer<DemoRow> each) throws InterruptedException {
        var rows = new ArrayList<DemoRow>();
        for (var row : List.<Row>of(
                new Row("in: from partner good.test, without TLS", "rejected", this::inboundInClear),
                new Row("in: the same over TLS", "delivered", this::inboundOverTls),
                new Row("out: to partner good.test", "delivered", this::outboundOverTls),
                new Row(
                        "out: to partner clear.test, whose server has no STARTTLS",
                        "deferred",
                        () -> deferred(site.clear(), "clear")),
                new Row(
                        "out: to partner wrong.test, whose server has a certificate for " + DemoSite.SOMEBODY_ELSE,
                        "deferred",
                        () -> deferred(site.wrong(), "wrong")),
                new Row(
                        "out: to nobody.test, not a partner, whose server has no STARTTLS",
                        "delivered",
                        this::opportunistic))) {
            Finding finding = find(row.trial);
            String outcome = finding.asExpected ? row.expected : "NOT AS EXPECTED (" + row.expected + ")";
            rows.add(new DemoRow(rows.size() + 1, row.message, outcome, finding.proof, finding.asExpected));
            each.accept(rows.get(rows.size() - 1));
        }
        return rows.stream().allMatch(DemoRow::asExpected);
    }

    private record Row(String message, String expected, Trial trial) {}

    private static Finding find(Trial trial) throws InterruptedException {
        try {
            return trial.run();
        } catch (IOException e) {
            return Finding.of(false, "The connection was lost: " + e.getMessage());
        }
    }

    private Finding inboundInClear() throws IOException {
        try (var client = new DemoClient(site.port(), site.good().name())) {
            String command = "MAIL FROM:<bob@good.test>";
            Reply reply = client.say(command);
            boolean rejected = reply.code() == 530 && reply.text().startsWith("5.7.10 ");
            return Finding.of(rejected, "partner: " + command, "gateway: " + reply);
        }
    }

    private Finding inboundOverTls() throws IOException, InterruptedException {
        TlsSession session;
        Reply reply;
        try (var client = new DemoClient(site.port(), site.good().name())) {
            session = client.startTls(site.client(), DemoSite.GATEWAY);
            reply = client.send("bob@good.test", US, "To home.test");
        }
        var arrival = site.inner().await(seen -> seen.hasMessageFor(US), patience);
        String received = arrival.flatMap(seen -> seen.header("Received")).orElse("Received: (no such header)");
        return Finding.of(
                reply.isPositive()
                        && arrival.flatMap(seen -> seen.first(MAIL))
                                .filter(DemoTrials::overTls)
                                .isPresent()
                        && received.contains(" with ESMTPS"),
                "partner: now " + DemoText.of(session),
                "gateway: " + reply,
                arrival(site.inner(), arrival),
                received);
    }

    private Finding outboundOverTls() throws IOException, InterruptedException {
        String bob = "bob@good.test";
        Reply reply = send(bob);
        var arrival = site.good().await(seen -> seen.hasMessageFor(bob), patience);
        var mail = arrival.flatMap(seen -> seen.first(MAIL));
        var decision = decision("partner=good ", "outbound ");
        return Finding.of(
                mail.map(DemoConversation.Command::over)
                                .filter(over ->
                                        over instanceof TlsSession.Encrypted tls && tls.version() == TlsVersion.TLS_1_3)
                                .isPresent()
                        && decision.filter(line -> line.isVerdict("delivered")).isPresent(),
                arrival(site.good(), arrival),
                told(reply, decision, "partner", "wanted", "version", "certificate", "verdict"));
    }

    /** A message for a partner whose server must not get it, nor anybody else. */
    private Finding deferred(DemoServer server, String partner) throws IOException, InterruptedException {
        String bob = "bob@" + partner + ".test";
        Reply reply = send(bob);
        var decision = decision("partner=" + partner + " ", "outbound ");
        var seen = server.await(DemoConversation::ended, patience);
        List<String> leaks = Stream.concat(
                        Stream.of(server)
                                .filter(any -> any.saw(it -> it.first(MAIL).isPresent())),
                        site.servers().stream().filter(any -> any.saw(it -> it.names(bob))))
                .map(DemoServer::name)
                .distinct()
                .toList();
        return Finding.of(
                reply.isPositive()
                        && leaks.isEmpty()
                        && seen.isPresent()
                        && decision.filter(line -> line.isVerdict("deferred")).isPresent(),
                told(reply, decision, "wanted", "version", "certificate", "verdict", "token", "reason"),
                server.name() + " saw " + seen.map(DemoConversation::verbs).orElse("no connection")
                        + (leaks.isEmpty() ? "; never MAIL FROM" : "; MAIL FROM reached " + String.join(", ", leaks)));
    }

    private Finding opportunistic() throws IOException, InterruptedException {
        String bob = "bob@nobody.test";
        Reply reply = send(bob);
        var arrival = site.nobody().await(seen -> seen.hasMessageFor(bob), patience);
        var decision = decision("accepted by " + site.nobody().name());
        return Finding.of(
                arrival.isPresent()
                        && decision.filter(line -> line.isVerdict("delivered")).isPresent(),
                arrival(site.nobody(), arrival),
                told(reply, decision, "partner", "wanted", "version", "verdict"));
    }

    /** Hands the gateway a message of ours, as our own mail server would. */
    private Reply send(String recipient) throws IOException {
        try (var client = new DemoClient(site.port(), site.inner().name())) {
            client.startTls(site.client(), DemoSite.GATEWAY);
            return client.send(US, recipient, "From home.test");
        }
    }

    private Optional<DemoDecision> decision(String... words) throws InterruptedException {
        return decisions.await(patience, words);
    }

    private static boolean overTls(DemoConversation.Command command) {
        return command.over() instanceof TlsSession.Encrypted;
    }

    private String arrival(DemoServer server, Optional<DemoConversation> arrival) {
        return arrival.flatMap(seen -> seen.first(MAIL))
                .map(mail -> server.name() + " saw " + mail.line() + " " + DemoText.of(mail.over()))
                .orElse(server.name() + " got no message within " + patience.toSeconds() + " s");
    }

    private String told(Reply reply, Optional<DemoDecision> decision, String... keys) {
        if (!reply.isPositive()) {
            return "gateway did not accept it: " + reply;
        }
        return decision.map(line -> "gateway's log: " + line.excerpt(keys))
                .orElse("the gateway logged no decision within " + patience.toSeconds() + " s");
    }
}
