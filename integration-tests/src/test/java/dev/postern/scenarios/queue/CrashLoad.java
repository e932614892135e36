package dev.postern.scenarios.queue;

import dev.postern.scenarios.queue.KillMoment.Countdown;
import dev.postern.scenarios.queue.KillMoment.Event;
import dev.postern.testing.gateway.Site;
import dev.postern.testing.smtp.DelicateLetters;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import dev.postern.testing.smtp.ScriptedSmtpClient;
import dev.postern.testing.smtp.TlsOffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The clients of one round: {@link #SESSIONS} over TLS, and one past the SMTP hooks, until the gateway is gone. */
final class CrashLoad {
    private static final int SESSIONS = 5;
    /** Of the one past the hooks: each of its messages makes a notice, too. */
    private static final int MESSAGES_PAST_THE_HOOKS = 10;

    private static final String[] ELSEWHERE = {"alpha.test", "beta.test", "stranger.test"};
    private static final TlsOffer TLS = TlsOffer.plain();

    private final CrashScene scene;
    private final String round;
    private final Countdown countdown;
    private final BooleanSupplier alive;
    private final ExecutorService clients = Executors.newFixedThreadPool(SESSIONS + 1);

    /**
     * @param round begins every marker
     * @param alive whether the gateway is there: as long as it is, nothing may go wrong
     */
    CrashLoad(CrashScene scene, String round, Countdown countdown, BooleanSupplier alive) {
        this.scene = scene;
        this.round = round;
        this.countdown = countdown;
        this.alive = alive;
    }

    /** Starts them. The seed decides what each sends, though not in what order it is accepted. */
    void start(Random random) {
        for (int i = 0; i < SESSIONS; i++) {
            String name = round + "s" + i;
            var own = new Random(random.nextLong());
            clients.execute(() -> untilTheEnd(() -> connection(name, own)));
        }
        var own = new Random(random.nextLong());
        clients.execute(() -> untilTheEnd(() -> pastTheHooks(own)));
        clients.shutdown();
        countdown.saw(Event.LOAD_BEGINS);
    }

    /** Returns when all of them have noticed that the gateway is gone. */
    void awaitEnd() throws InterruptedException {
        if (!clients.awaitTermination(1, TimeUnit.MINUTES)) {
            throw new AssertionError("the clients of round " + round + " did not end");
        }
    }

    @FunctionalInterface
    private interface Conversation {
        /** Returns whether there is more to say. */
        boolean hold() throws IOException;
    }

    private void untilTheEnd(Conversation conversation) {
        try {
            boolean more = true;
            while (more && alive.getAsBoolean()) {
                more = conversation.hold();
            }
        } catch (IOException e) {
            if (alive.getAsBoolean()) {
                scene.promises.fault(round + ": a connection broke while the gateway was there: " + e);
            }
        }
    }

    private boolean connection(String name, Random random) throws IOException {
        boolean fromInside = random.nextBoolean();
        var letters = new DelicateLetters(random);
        try (var client = ScriptedSmtpClient.secured(fromInside ? Site.INSIDE : Site.OUTSIDE, scene.site.smtp, TLS)) {
            int messages = 1 + random.nextInt(6);
            for (int i = 0; i < messages; i++) {
                String sender = fromInside
                        ? "boss@example.test"
                        : random.nextBoolean() ? "alice@alpha.test" : "carol@stranger.test";
                String marker = name + "-" + Long.toString(scene.number.incrementAndGet(), 36);
                send(client, sender, recipients(marker, fromInside, random), letters.next(marker, sender), false);
            }
            if (random.nextBoolean()) {
                client.command("QUIT");
            }
        }
        return true;
    }

    private static List<String> recipients(String marker, boolean fromInside, Random random) {
        List<String> recipients = new ArrayList<>();
        int count = random.nextInt(3) == 0 ? 2 + random.nextInt(3) : 1;
        for (int i = 0; i < count; i++) {
            String domain = fromInside ? ELSEWHERE[random.nextInt(ELSEWHERE.length)] : "example.test";
            int putOff = random.nextInt(3) == 0 ? 1 + random.nextInt(2) : 0;
            String recipient = marker + "." + putOff + "@" + domain;
            if (!recipients.contains(recipient)) {
                recipients.add(recipient);
            }
        }
        return recipients;
    }

    /** What the safety net is for: mail of a partner in clear text, and mail that nobody may relay. */
    private boolean pastTheHooks(Random random) throws IOException {
        var letters = new DelicateLetters(random);
        try (var client = ScriptedSmtpClient.greeted(Site.OUTSIDE, scene.pastTheHooks)) {
            for (int i = 0; i < MESSAGES_PAST_THE_HOOKS; i++) {
                boolean rejected = random.nextBoolean();
                String sender = rejected ? "alice@alpha.test" : "carol@stranger.test";
                String marker = round + "p-" + Long.toString(scene.number.incrementAndGet(), 36);
                List<String> recipients = List.of(marker + ".0@" + (rejected ? "example.test" : "alpha.test"));
                send(client, sender, recipients, letters.next(marker, sender), true);
            }
        }
        return false;
    }

    private void send(
            ScriptedSmtpClient client, String sender, List<String> recipients, Letter letter, boolean toRepository)
            throws IOException {
        Promise promise = scene.promises.offer(letter, recipients, toRepository);
        Reply reply = client.mail(sender, recipients, letter);
        if (reply.code() == 250) {
            promise.accept();
            countdown.saw(Event.ACCEPTED);
        } else if (alive.getAsBoolean()) {
            scene.promises.fault(promise + " was refused: " + reply);
        }
    }
}
