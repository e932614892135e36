package dev.postern.testing.dns;

import com.google.common.net.InetAddresses;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** All that a {@link DnsServer} knows. Names that nobody added do not exist. Nothing may be cached. Safe for any thread. */
public final class DnsZone {
    private static final int TTL = 0;

    private enum FailureKind {
        SERVFAIL,
        NO_ANSWER
    }

    private final List<Record> records = new CopyOnWriteArrayList<>();
    private final Map<Name, FailureKind> troubles = new ConcurrentHashMap<>();

    public DnsZone a(String name, String address) {
        return add(new ARecord(name(name), DClass.IN, TTL, InetAddresses.forString(address)));
    }

    public DnsZone aaaa(String name, String address) {
        return add(new AAAARecord(name(name), DClass.IN, TTL, InetAddresses.forString(address)));
    }

    public DnsZone mx(String name, int preference, String host) {
        return add(new MXRecord(name(name), DClass.IN, TTL, preference, name(host)));
    }

    /** The domain takes no mail (RFC 7505). */
    public DnsZone nullMx(String name) {
        return add(new MXRecord(name(name), DClass.IN, TTL, 0, Name.root));
    }

    public DnsZone txt(String name, String text) {
        return add(new TXTRecord(name(name), DClass.IN, TTL, text));
    }

    public DnsZone cname(String name, String target) {
        return add(new CNAMERecord(name(name), DClass.IN, TTL, name(target)));
    }

    /** Every question about that name is answered SERVFAIL. */
    public DnsZone servfail(String name) {
        troubles.put(name(name), FailureKind.SERVFAIL);
        return this;
    }

    /** No question about that name is answered. */
    DnsZone noAnswer(String name) {
        troubles.put(name(name), FailureKind.NO_ANSWER);
        return this;
    }

    /** Forgets everything about that name. */
    public DnsZone remove(String name) {
        records.removeIf(record -> record.getName().equals(name(name)));
        troubles.remove(name(name));
        return this;
    }

    /** The answer to a request; empty: none is sent. */
    Optional<Message> answer(Message request) {
        var answer = new Message(request.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(request.getQuestion(), Section.QUESTION);
        Name name = request.getQuestion().getName();
        Optional<FailureKind> trouble = Optional.ofNullable(troubles.get(name));
        if (trouble.isPresent()) {
            answer.getHeader().setRcode(Rcode.SERVFAIL);
            return trouble.get() == FailureKind.NO_ANSWER ? Optional.empty() : Optional.of(answer);
        }
        boolean exists = addAnswers(answer, name, request.getQuestion().getType());
        if (!exists) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        if (answer.getSection(Section.ANSWER).isEmpty()) {
            // RFC 2308 §3: the minimum of 0 keeps a negative answer out of every cache.
            answer.addRecord(new SOARecord(name("test"), DClass.IN, TTL, name, name, 1, 1, 1, 1, 0), Section.AUTHORITY);
        }
        return Optional.of(answer);
    }

    /** Returns whether the name exists, with whatever types. */
    private boolean addAnswers(Message answer, Name name, int type) {
        boolean exists = false;
        for (Record record : records) {
            if (!record.getName().equals(name)) {
                continue;
            }
            exists = true;
            if (record.getType() == type || record instanceof CNAMERecord) {
                answer.addRecord(record, Section.ANSWER);
            }
            if (record instanceof CNAMERecord alias && type != Type.CNAME) {
                addAnswers(answer, alias.getTarget(), type);
            }
        }
        return exists;
    }

    private DnsZone add(Record record) {
        records.add(record);
        return this;
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
