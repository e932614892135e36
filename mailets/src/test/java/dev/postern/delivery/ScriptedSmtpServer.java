package dev.postern.delivery;

import dev.postern.smtpclient.Host;
import dev.postern.tls.IssuedCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A mail server on loopback that does whatever a test wants, and remembers every word that it heard, in clear and in TLS.
 * One thread per connection. Configure it before the first connection.
 *
 * <p>Out of the box it offers nothing but plain SMTP and takes everything.
 */
public final class ScriptedSmtpServer implements AutoCloseable {
    /** In the place of a reply: the connection is closed. */
    public static final String CLOSE = "<close>";

    /** In the place of a reply: nothing is said to this command, and the next is heard. */
    static final String NOTHING = "<nothing>";

    /** In the place of a reply: nothing is said any more. */
    public static final String SILENCE = "<silence>";

    /** In the place of a reply: one octet of a reply, every few milliseconds, for ever. */
    public static final String TRICKLE = "<trickle>";

    /** In the place of a reply: the lines of a reply, without an end. */
    public static final String FLOOD = "<flood>";

    /** In the place of a reply to DATA: it is asked for, and never read. */
    public static final String DEAF = "<deaf>";

    private static final Set<String> UNENDING = Set.of(NOTHING, SILENCE, TRICKLE, FLOOD, DEAF);
    private static final Script USUAL = (conversation, line) -> Optional.empty();

    /** What it says to a command; what it leaves open is answered as it is configured otherwise. */
    @FunctionalInterface
    public interface Script {
        Optional<String> answer(ScriptedConversation conversation, String line);
    }

    private final ServerSocket listener;
    private final Thread acceptor;
    private final Map<String, List<String>> clearReplies = new ConcurrentHashMap<>();
    private final Map<String, List<String>> tlsReplies = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> said = new ConcurrentHashMap<>();
    private final List<ScriptedConversation> conversations = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> extensions = new ArrayList<>();
    private volatile Optional<SSLContext> tls = Optional.empty();
    private final ChangingCertificate held = new ChangingCertificate();
    private Script script = USUAL;
    private String renegotiation = "";
    private Optional<IssuedCertificate> second = Optional.empty();
    private String[] protocols = {"TLSv1.3", "TLSv1.2"};
    private String[] suites = {};
    private String injection = "";
    private boolean demandsClientCertificate;
    private byte[] firstRecords = {};
    private boolean refusesNames;

    public ScriptedSmtpServer() {
        this("127.0.0.1", 0);
    }

    /** @param port 0: a free one */
    public ScriptedSmtpServer(String address, int port) {
        try {
            listener = new ServerSocket(port, 50, InetAddress.getByName(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        acceptor = start(this::accept);
    }

    /** Offers STARTTLS with that certificate. */
    public ScriptedSmtpServer withTls(IssuedCertificate held) {
        extensions.add("STARTTLS");
        return renew(held);
    }

    /** From the next handshake on it has another certificate. It resumes no session that was begun with the one before. */
    public ScriptedSmtpServer renew(IssuedCertificate other) {
        held.become(other);
        tls = Optional.of(held.context());
        return this;
    }

    /**
     * Before it answers that verb it has TLS negotiated anew on the same connection (RFC 5246 §7.4.1.1), with that certificate;
     * without one the session before is only taken up again.
     */
    ScriptedSmtpServer renegotiatingAt(String verb, Optional<IssuedCertificate> other) {
        renegotiation = verb;
        second = other;
        return protocols("TLSv1.2");
    }

    boolean renegotiatesAt(String verb) {
        return renegotiation.equals(verb);
    }

    void renegotiate(SSLSocket socket) throws IOException {
        if (second.isPresent()) {
            held.become(second.get());
            // Another suite than before, so that the session before cannot be taken up again.
            socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
        }
        socket.startHandshake();
    }

    /** Could do TLS, but does not say so. */
    ScriptedSmtpServer withHiddenTls(IssuedCertificate held) {
        return renew(held);
    }

    public ScriptedSmtpServer protocols(String... versions) {
        protocols = versions.clone();
        return this;
    }

    /** Negotiates one of these only. */
    ScriptedSmtpServer suites(String... names) {
        suites = names.clone();
        return this;
    }

    Optional<String[]> suites() {
        return suites.length == 0 ? Optional.empty() : Optional.of(suites.clone());
    }

    ScriptedSmtpServer demandingClientCertificate() {
        demandsClientCertificate = true;
        return this;
    }

    /** Once the client has begun the handshake, says that in clear text before anything else. */
    ScriptedSmtpServer beginningHandshakeWith(byte[] records) {
        firstRecords = records.clone();
        return this;
    }

    byte[] firstRecords() {
        return firstRecords.clone();
    }

    /** Ends the handshake with a client that names any server (SNI): it knows none of that name. */
    ScriptedSmtpServer knowingNoName() {
        refusesNames = true;
        return this;
    }

    boolean refusesNames() {
        return refusesNames;
    }

    public ScriptedSmtpServer offering(String... keywords) {
        extensions.addAll(List.of(keywords));
        return this;
    }

    /** Follows the 220 to STARTTLS in the same packet. */
    ScriptedSmtpServer injecting(String clearText) {
        injection = clearText;
        return this;
    }

    /**
     * Answers that verb so: one reply after another, the last one for ever.
     *
     * @param verb {@code GREETING}, a command's first word, or {@code .} for the end of a message
     */
    public ScriptedSmtpServer answering(String verb, String... replies) {
        clearReplies.put(verb, List.of(replies));
        tlsReplies.put(verb, List.of(replies));
        return this;
    }

    public ScriptedSmtpServer answeringInTls(String verb, String... replies) {
        tlsReplies.put(verb, List.of(replies));
        return this;
    }

    /** Answers commands by what they and the transaction are. */
    public ScriptedSmtpServer answering(Script what) {
        script = what;
        return this;
    }

    /** Accepts so many recipients in a transaction, and answers those beyond them so: one reply after another, the last for ever. */
    public ScriptedSmtpServer acceptingRecipients(int most, String... beyond) {
        return answering((conversation, line) -> {
            int more = conversation.recipientsSaid() - most - 1;
            return line.startsWith("RCPT") && more >= 0
                    ? Optional.of(beyond[Math.min(more, beyond.length - 1)])
                    : Optional.empty();
        });
    }

    /** Whether whatever it is told it answers at once, or closes: none who waits for it needs to be impatient. */
    boolean alwaysAnswers() {
        return script.equals(USUAL)
                && injection.isEmpty()
                && renegotiation.isEmpty()
                && firstRecords.length == 0
                && Stream.of(clearReplies, tlsReplies)
                        .flatMap(replies -> replies.values().stream())
                        .flatMap(List::stream)
                        .noneMatch(UNENDING::contains);
    }

    Optional<String> answer(ScriptedConversation conversation, String line) {
        return script.answer(conversation, line);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** That server as a delivery sees it. */
    Host host(String name) {
        return new Host(name, InetAddress.getLoopbackAddress(), port());
    }

    public List<ScriptedConversation> conversations() {
        return conversations;
    }

    /** Every word that any client said in clear text, content included, once all clients have left. */
    public String heardInClear() {
        awaitGoodBye();
        return String.join(
                "", conversations.stream().map(ScriptedConversation::clear).toList());
    }

    public String heardInTls() {
        awaitGoodBye();
        return String.join(
                "", conversations.stream().map(ScriptedConversation::encrypted).toList());
    }

    /** The messages that it took, as they came over the wire, dots still stuffed. */
    public List<String> messages() {
        awaitGoodBye();
        return conversations.stream().flatMap(talk -> talk.messages().stream()).toList();
    }

    /** The same while clients may still be there. */
    public List<String> messagesSoFar() {
        return conversations.stream().flatMap(talk -> talk.messages().stream()).toList();
    }

    /** Cuts every client off, without a word. */
    void cutOff() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Waits until no client is connected any more. */
    public void awaitGoodBye() {
        Eventually.holds(() -> sockets.stream().allMatch(Socket::isClosed));
    }

    String reply(String verb, boolean encrypted, String standard) {
        List<String> replies = (encrypted ? tlsReplies : clearReplies).getOrDefault(verb, List.of(standard));
        int turn = said.computeIfAbsent(verb, any -> new AtomicInteger()).getAndIncrement();
        return replies.get(Math.min(turn, replies.size() - 1));
    }

    List<String> extensions() {
        return extensions;
    }

    Optional<SSLContext> tls() {
        return tls;
    }

    String[] protocols() {
        return protocols.clone();
    }

    String injection() {
        return injection;
    }

    boolean demandsClientCertificate() {
        return demandsClientCertificate;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                var conversation = new ScriptedConversation(this, socket);
                conversations.add(conversation);
                var unused = start(conversation);
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private static Thread start(Runnable work) {
        var thread = new Thread(work, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void close() {
        try {
            listener.close();
            acceptor.join(); // a connection that it was just taking would still be served
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
