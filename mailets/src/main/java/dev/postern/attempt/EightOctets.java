package dev.postern.attempt;

/**
 * Looks at eight octets at once, read as a little-endian number: the search for line ends is most of what is done with
 * large messages.
 */
public final class EightOctets {
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private EightOctets() {}

    /** Has bits wherever one of them is that octet; the lowest is right, those above it may not be. */
    public static long equal(long octets, int octet) {
        long zeros = octets ^ (octet * ONES);
        return (zeros - ONES) & ~zeros & TOPS;
    }

    /** Which of them the lowest bit of {@link #equal} means, from 0. */
    public static int first(long found) {
        return Long.numberOfTrailingZeros(found) >>> 3;
    }

    /** Returns whether one of them is beyond ASCII. */
    static boolean isEightBit(long octets) {
        return (octets & TOPS) != 0;
    }
}
