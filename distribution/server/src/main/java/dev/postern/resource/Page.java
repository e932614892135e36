package dev.postern.resource;

import dev.postern.api.AdminPaths;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/**
 * The part of a list that a request asks for.
 *
 * @param limit how many entries at most
 * @param after the position behind which it begins, in the terms of the list; empty: at the beginning
 */
record Page(int limit, Optional<String> after) {
    static final int MOST = 1000;
    private static final int DEFAULT = 100;

    /**
     * Reads the query, or throws a 400.
     *
     * @param list the name of the list: a cursor of another one is rejected
     */
    static Page of(Context request, String list) {
        Query.allow(request, Set.of(AdminPaths.LIMIT, AdminPaths.CURSOR));
        return new Page(
                Optional.ofNullable(request.queryParam(AdminPaths.LIMIT))
                        .map(Page::limit)
                        .orElse(DEFAULT),
                Optional.ofNullable(request.queryParam(AdminPaths.CURSOR)).map(cursor -> position(cursor, list)));
    }

    /** A part of a list, and the cursor of the next part. */
    record Slice<T>(List<T> entries, Optional<String> next) {}

    /** Returns this part of a list that is sorted by name. */
    <T> Slice<T> of(NavigableMap<String, T> all, String list) {
        NavigableMap<String, T> rest =
                after.map(name -> all.tailMap(name, false)).orElse(all);
        List<T> entries = new ArrayList<>();
        Optional<String> last = Optional.empty();
        for (Map.Entry<String, T> entry : rest.entrySet()) {
            if (entries.size() == limit) {
                return new Slice<>(entries, last.map(name -> cursor(list, name)));
            }
            entries.add(entry.getValue());
            last = Optional.of(entry.getKey());
        }
        return new Slice<>(entries, Optional.empty());
    }

    /** Returns the cursor of the page that begins behind a position. Clients shall not look into it. */
    static String cursor(String list, String position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((list + ":" + position).getBytes(StandardCharsets.UTF_8));
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // as any other number that is none
        }
        throw new BadRequestResponse("Invalid limit; expected a number from 1 to " + MOST + ".");
    }

    private static String position(String cursor, String list) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            if (text.startsWith(list + ":")) {
                return text.substring(list.length() + 1);
            }
        } catch (IllegalArgumentException e) {
            // as any other text that is none
        }
        throw invalidCursor();
    }

    static BadRequestResponse invalidCursor() {
        return new BadRequestResponse("Invalid cursor; take the one in next of the page before it.");
    }
}
