package dev.granary.vector.filter;

import java.util.List;

/** One part of a filter. */
interface Condition {
  boolean holds(FieldValue[] fields);

  /** How a field is compared. */
  enum Operator {
    EQUAL,
    NOT_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    IN
  }

  /** Returns the operator of this name, or null. */
  static Operator operator(String name) {
    return switch (name) {
      case "gt" -> Operator.GREATER;
      case "gte" -> Operator.GREATER_OR_EQUAL;
      case "lt" -> Operator.LESS;
      case "lte" -> Operator.LESS_OR_EQUAL;
      case "in" -> Operator.IN;
      case "ne" -> Operator.NOT_EQUAL;
      default -> null;
    };
  }

  /** Compares a field. A field that is a list holds when one of its items does. */
  record Comparison(int field, Operator operator, FieldValue operand) implements Condition {
    @Override
    public boolean holds(FieldValue[] fields) {
      FieldValue value = fields[field];
      if (operator == Operator.NOT_EQUAL) {
        return !any(value, Operator.EQUAL);
      }
      return any(value, operator);
    }

    private boolean any(FieldValue value, Operator by) {
      if (value.kind != FieldValue.Kind.LIST) {
        return one(value, by);
      }
      for (FieldValue item : value.items) {
        if (one(item, by)) {
          return true;
        }
      }
      return false;
    }

    private boolean one(FieldValue value, Operator by) {
      if (by == Operator.EQUAL) {
        return value.equalTo(operand);
      }
      if (by == Operator.IN) {
        for (FieldValue choice : operand.items) {
          if (value.equalTo(choice)) {
            return true;
          }
        }
        return false;
      }
      if (!value.comparableTo(operand)) {
        return false;
      }
      int order = value.compare(operand);
      return switch (by) {
        case GREATER -> order > 0;
        case GREATER_OR_EQUAL -> order >= 0;
        case LESS -> order < 0;
        default -> order <= 0;
      };
    }
  }

  /** Holds when all conditions hold; none is true. */
  record All(List<Condition> conditions) implements Condition {
    @Override
    public boolean holds(FieldValue[] fields) {
      for (Condition condition : conditions) {
        if (!condition.holds(fields)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Holds when one of the conditions holds; none is false. */
  record Any(List<Condition> conditions) implements Condition {
    @Override
    public boolean holds(FieldValue[] fields) {
      for (Condition condition : conditions) {
        if (condition.holds(fields)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Holds when a condition does not. */
  record Not(Condition condition) implements Condition {
    @Override
    public boolean holds(FieldValue[] fields) {
      return !condition.holds(fields);
    }
  }
}
