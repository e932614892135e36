package dev.postern.sevenbit;

import dev.postern.sevenbit.EntityHeader.Encoding;
import dev.postern.sevenbit.EntityHeader.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Finds out which entities of a message can be converted, and which say 8bit and need not. Used by one thread. */
final class EightBitSurvey implements EntityWalk.Handler {
    private static final byte[] PGP = "-----BEGIN PGP SIGNED MESSAGE-----".getBytes(StandardCharsets.US_ASCII);

    private final List<Integer> parents = new ArrayList<>();
    private final BitSet messages = new BitSet();
    private final BitSet leaves = new BitSet();
    private final BitSet composites = new BitSet();
    private final BitSet labelled = new BitSet();
    private final BitSet eightBit = new BitSet();
    private final BitSet signed = new BitSet();

    @Override
    public void header(int entity, int parent, EntityHeader header) {
        parents.add(parent);
        Kind kind = header.kind();
        messages.set(entity, kind == Kind.MESSAGE);
        composites.set(entity, kind == Kind.MESSAGE || kind == Kind.MULTIPART);
        boolean isPart = parent >= 0 && !messages.get(parent);
        leaves.set(entity, kind == Kind.LEAF && header.encoding() != Encoding.OTHER && (isPart || header.isMime()));
        labelled.set(entity, header.encoding() == Encoding.EIGHT_BIT);
    }

    @Override
    public void body(int entity, byte[] octets, boolean endsLine) {
        note(entity, octets);
        if (octets.length >= PGP.length && Arrays.equals(octets, 0, PGP.length, PGP, 0, PGP.length)) {
            signed.set(entity);
        }
    }

    @Override
    public void between(int entity, byte[] line, boolean endsLine) {
        if (composites.get(entity)) {
            note(entity, line);
        }
    }

    /** Returns the entities to write as quoted-printable. */
    BitSet converted() {
        var converted = (BitSet) eightBit.clone();
        converted.or(labelled);
        converted.and(leaves);
        converted.andNot(signed);
        return converted;
    }

    /** Returns the entities around them that say 8bit and have nothing of it left then. */
    BitSet relabelled() {
        BitSet keep = new BitSet();
        var left = (BitSet) eightBit.clone();
        left.andNot(converted());
        left.stream().forEach(entity -> {
            for (int at = entity; at >= 0 && !keep.get(at); at = parents.get(at)) {
                keep.set(at);
            }
        });
        var relabelled = (BitSet) composites.clone();
        relabelled.and(labelled);
        relabelled.andNot(keep);
        return relabelled;
    }

    private void note(int entity, byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                eightBit.set(entity);
                return;
            }
        }
    }
}
