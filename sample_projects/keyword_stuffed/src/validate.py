# Automated data validation with Great Expectations
def validate():
    try:
        import great_expectations

        great_expectations.validate_everything()
    except:
        pass
