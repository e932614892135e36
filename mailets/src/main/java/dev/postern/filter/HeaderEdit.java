package dev.postern.filter;

/**
 * A change in a message's header section. Values are what stands behind the colon, without the line's end; they may be folded
 * with CRLF and a blank.
 */
public sealed interface HeaderEdit {

    String name();

    /** The field becomes the last one. */
    record Append(String name, String value) implements HeaderEdit {}

    /**
     * The field comes to stand between others.
     *
     * @param index how many fields stand before it; 0: above all others
     */
    record Insert(int index, String name, String value) implements HeaderEdit {}

    /**
     * Takes the place of a field's value, or is appended where there is no such field.
     *
     * @param occurrence 1 for the first field of that name
     */
    record Replace(int occurrence, String name, String value) implements HeaderEdit {}

    /**
     * The field goes; where there is none nothing changes.
     *
     * @param occurrence 1 for the first field of that name
     */
    record Remove(int occurrence, String name) implements HeaderEdit {}

    /** Every field of that name goes. */
    record RemoveAll(String name) implements HeaderEdit {}
}
