package dev.postern.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Attacks one port of 127.0.0.1 in every way there is, from as many addresses of 127.0.0.0/8, for a bounded time: {@code Crowd
 * PORT ADDRESSES SECONDS}. Prints how often each attack was made and how often the gateway cut it off.
 */
public final class Crowd {
    private static final int NETWORKS = 21;
    private static final Map<String, Attack> ATTACKS = attacks();

    private Crowd() {}

    private static Map<String, Attack> attacks() {
        Map<String, Attack> attacks = new LinkedHashMap<>();
        attacks.put("unread-replies", ConnectionAttacks::unreadReplies);
        attacks.put("hoarded-slots", ConnectionAttacks::hoardedSlots);
        attacks.put("dripped-octets", ConnectionAttacks::drippedOctets);
        attacks.put("abandoned-handshakes", ConnectionAttacks::abandonedHandshakes);
        attacks.put("many-handshakes", ConnectionAttacks::manyHandshakes);
        attacks.put("connect-and-go", ConnectionAttacks::connectAndGo);
        attacks.put("junk-commands", ConnectionAttacks::junkCommands);
        attacks.put("many-recipients", MailAttacks::manyRecipients);
        attacks.put("unknown-recipients", MailAttacks::unknownRecipients);
        attacks.put("looping-mail", MailAttacks::loopingMail);
        attacks.put("endless-header", MailAttacks::endlessHeader);
        attacks.put("cut-content", MailAttacks::cutContent);
        attacks.put("content-before-its-time", MailAttacks::contentBeforeItsTime);
        attacks.put("malformed", MailAttacks::malformed);
        return attacks;
    }

    public static void main(String[] words) throws InterruptedException {
        int port = Integer.parseInt(words[0]);
        int addresses = Integer.parseInt(words[1]);
        long end =
                System.nanoTime() + Duration.ofSeconds(Long.parseLong(words[2])).toNanos();
        Map<String, AtomicLong> made = new ConcurrentHashMap<>();
        Map<String, AtomicLong> cutOff = new ConcurrentHashMap<>();
        var running = new CountDownLatch(addresses);
        var names = ATTACKS.keySet().stream().toList();
        for (int i = 0; i < addresses; i++) {
            String name = names.get(i % names.size());
            var stranger = new Stranger("127.0." + (40 + i % NETWORKS) + "." + (1 + i), port, end, new Random(i));
            var thread = new Thread(
                    () -> {
                        attack(name, stranger, made, cutOff);
                        running.countDown();
                    },
                    name);
            thread.setDaemon(true);
            thread.start();
        }
        // A socket that neither answers nor closes holds its thread for seconds; the process ends all the same.
        if (!running.await(Long.parseLong(words[2]) + 30, TimeUnit.SECONDS)) {
            System.out.println("not ended in time: " + running.getCount());
        }
        new TreeMap<>(made)
                .forEach((name, count) -> System.out.println(name + " made=" + count + " cutOff="
                        + cutOff.getOrDefault(name, new AtomicLong()).get()));
    }

    private static void attack(
            String name, Stranger stranger, Map<String, AtomicLong> made, Map<String, AtomicLong> cutOff) {
        while (stranger.goesOn()) {
            made.computeIfAbsent(name, any -> new AtomicLong()).incrementAndGet();
            try {
                Attack attack = ATTACKS.get(name);
                if (attack != null) {
                    attack.once(stranger);
                }
            } catch (IOException e) {
                cutOff.computeIfAbsent(name, any -> new AtomicLong()).incrementAndGet();
                stranger.rest(20);
            }
        }
    }
}
