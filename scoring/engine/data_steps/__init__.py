"""What happens to data between the formula and the scale: screening, imputation, treatment; declared, fitted, audited."""
