package dev.postern.journal;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One record of an Artemis journal file, format version 2.
 *
 * @param type what it does
 * @param id of what it is about, such as a message; 0 if it ends a transaction
 * @param kind what its body is; 0 if it has none
 * @param body empty if it has none
 * @param size of all of it on disk, in bytes
 */
record JournalRecord(Type type, long id, byte kind, ByteBuffer body, int size) {
    /** In the order of their numbers, which begin at {@link #FIRST}. */
    enum Type {
        EVENT,
        ADD,
        UPDATE,
        ADD_IN_TRANSACTION,
        UPDATE_IN_TRANSACTION,
        DELETE_IN_TRANSACTION,
        DELETE,
        PREPARE,
        COMMIT,
        ROLLBACK;

        boolean isInTransaction() {
            return this == ADD_IN_TRANSACTION
                    || this == UPDATE_IN_TRANSACTION
                    || this == DELETE_IN_TRANSACTION
                    || endsTransaction();
        }

        boolean endsTransaction() {
            return this == PREPARE || this == COMMIT || this == ROLLBACK;
        }

        boolean hasBody() {
            return this == EVENT || isAdd() || isUpdate() || this == DELETE_IN_TRANSACTION;
        }

        boolean isAdd() {
            return this == ADD || this == ADD_IN_TRANSACTION;
        }

        boolean isUpdate() {
            return this == UPDATE || this == UPDATE_IN_TRANSACTION;
        }

        boolean isDelete() {
            return this == DELETE || this == DELETE_IN_TRANSACTION;
        }
    }

    static final int FIRST = 10;

    /**
     * Reads what stands at the buffer's position, which stays.
     *
     * @param file the number of the file: files are used again, and what an earlier use left has another one
     * @return empty if there is no whole record of that file
     */
    static Optional<JournalRecord> at(ByteBuffer buffer, int file) {
        ByteBuffer in = buffer.duplicate();
        int number = in.get() - FIRST;
        if (number < 0 || number >= Type.values().length || in.remaining() < 5 || in.getInt() != file) {
            return Optional.empty();
        }
        Type type = Type.values()[number];
        in.get(); // how often it was compacted
        int fixed = (type.isInTransaction() ? Long.BYTES : 0)
                + (type.endsTransaction() ? 0 : Long.BYTES)
                + (type.hasBody() ? Integer.BYTES : 0)
                + (type.hasBody() && type != Type.DELETE_IN_TRANSACTION ? 1 : 0)
                + (type == Type.PREPARE || type == Type.COMMIT ? Integer.BYTES : 0)
                + (type == Type.PREPARE ? Integer.BYTES : 0);
        if (in.remaining() < fixed + Integer.BYTES) {
            return Optional.empty();
        }
        if (type.isInTransaction()) {
            in.getLong();
        }
        long id = type.endsTransaction() ? 0 : in.getLong();
        int length = 0;
        byte kind = 0;
        if (type.hasBody()) {
            length = in.getInt();
            kind = type == Type.DELETE_IN_TRANSACTION ? 0 : in.get();
        } else if (type == Type.PREPARE || type == Type.COMMIT) {
            in.getInt(); // how many records the transaction has
            length = type == Type.PREPARE ? in.getInt() : 0;
        }
        if (length < 0 || length > in.remaining() - Integer.BYTES) {
            return Optional.empty();
        }
        ByteBuffer body = in.slice(in.position(), length);
        in.position(in.position() + length);
        int size = in.position() + Integer.BYTES - buffer.position();
        return in.getInt() == size ? Optional.of(new JournalRecord(type, id, kind, body, size)) : Optional.empty();
    }
}
