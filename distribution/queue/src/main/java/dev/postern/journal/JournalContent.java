package dev.postern.journal;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.persistence.impl.journal.JournalRecordIds;
import org.apache.activemq.artemis.core.persistence.impl.journal.codec.RefEncoding;

/** Collects from the records of all files of a journal which queues and messages it holds. */
final class JournalContent {
    private final Set<Long> queues = new HashSet<>();
    private final Set<Long> messages = new HashSet<>();
    private final Set<Long> large = new HashSet<>();
    private final Map<Long, Long> queueOf = new HashMap<>();
    private final Set<Long> deleted = new HashSet<>();

    void add(RecordInfo record) {
        switch (record.userRecordType) {
            case JournalRecordIds.QUEUE_BINDING_RECORD -> queues.add(record.id);
            case JournalRecordIds.ADD_MESSAGE, JournalRecordIds.ADD_MESSAGE_PROTOCOL -> messages.add(record.id);
            case JournalRecordIds.ADD_LARGE_MESSAGE -> {
                messages.add(record.id);
                large.add(record.id);
            }
            default -> {}
        }
    }

    void update(RecordInfo record) {
        var reference = new RefEncoding();
        if (record.userRecordType == JournalRecordIds.ADD_REF && record.data.length >= reference.getEncodeSize()) {
            reference.decode(record.wrapData());
            queueOf.put(record.id, reference.queueID);
        }
    }

    void delete(long id) {
        deleted.add(id);
    }

    /** Returns the queues whose creation a bindings journal holds. */
    Set<Long> queues() {
        return queues;
    }

    /** Returns the messages that a queue refers to and that are neither stored nor deleted. */
    Set<Long> missingMessages() {
        return queueOf.keySet().stream()
                .filter(id -> !messages.contains(id) && !deleted.contains(id))
                .collect(Collectors.toSet());
    }

    /** Returns the queued messages whose content is in a file of its own. */
    Set<Long> largeMessages() {
        return large.stream()
                .filter(id -> queueOf.containsKey(id) && !deleted.contains(id))
                .collect(Collectors.toSet());
    }

    /** Returns the queues that stored messages belong to. */
    Set<Long> queuesOfMessages() {
        return queueOf.entrySet().stream()
                .filter(entry -> messages.contains(entry.getKey()) && !deleted.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
    }
}
