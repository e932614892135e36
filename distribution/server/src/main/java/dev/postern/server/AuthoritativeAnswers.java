package dev.postern.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.Type;

/**
 * Takes a name server's "there is none" only if it can know: a referral to other servers, and the "none" of a server that neither
 * has the zone nor asks others, are no answers. The next server is asked then, and if none answers it is a temporary matter.
 * Safe for any thread.
 */
final class AuthoritativeAnswers implements Resolver {
    private final Resolver server;

    AuthoritativeAnswers(Resolver server) {
        this.server = server;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        return server.sendAsync(query, executor).thenApply(AuthoritativeAnswers::meant);
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query) {
        return server.sendAsync(query).thenApply(AuthoritativeAnswers::meant);
    }

    @Override
    public Message send(Message query) throws IOException {
        try {
            return sendAsync(query).toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }

    private static Message meant(Message answer) {
        boolean denies = answer.getSection(Section.ANSWER).isEmpty()
                && (answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN);
        if (denies && !mayDeny(answer)) {
            throw new CompletionException(new IOException("lame answer: neither a record nor an authoritative denial"));
        }
        return answer;
    }

    /** RFC 2308 §2: with NS and without SOA it is a referral, whatever else it says. */
    private static boolean mayDeny(Message answer) {
        boolean isReferral = holds(answer, Type.NS) && !holds(answer, Type.SOA);
        boolean knows =
                answer.getHeader().getFlag(Flags.AA) || answer.getHeader().getFlag(Flags.RA);
        return knows && (!isReferral || answer.getRcode() == Rcode.NXDOMAIN);
    }

    private static boolean holds(Message answer, int type) {
        return answer.getSection(Section.AUTHORITY).stream().anyMatch(record -> record.getType() == type);
    }

    @Override
    public void setPort(int port) {
        server.setPort(port);
    }

    @Override
    public void setTCP(boolean flag) {
        server.setTCP(flag);
    }

    @Override
    public void setIgnoreTruncation(boolean flag) {
        server.setIgnoreTruncation(flag);
    }

    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
        server.setEDNS(version, payloadSize, flags, options);
    }

    @Override
    public void setTSIGKey(TSIG key) {
        server.setTSIGKey(key);
    }

    @Override
    public void setTimeout(Duration timeout) {
        server.setTimeout(timeout);
    }

    @Override
    public Duration getTimeout() {
        return server.getTimeout();
    }
}
